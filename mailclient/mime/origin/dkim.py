"""DKIM signatures checked against their message (RFC 6376, 8301, 8463); the key is given, so nothing here asks anybody.

Own, on ``cryptography``, rather than dkimpy: that holds several copies of the message, needs another library for
Ed25519, takes SHA-1 and any key size, and believes ``l=``. RFC 8301: no SHA-1, no RSA key under 1024 bits. A signature
that leaves out From, Subject, one of several fields of a name that should be there once, or a part of the text that is
shown, says nothing about what is shown (section 8.15: a second Subject put on top of what was signed): ``WEAK``.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from mailclient.mail.origin import CheckedSignature, SignatureState
from mailclient.mime.origin.canonical import RawField, body_hash, canonical_field, cut, with_crlf
from mailclient.mime.origin.domains import ascii_domain, organisation_of
from mailclient.mime.origin.signatures import tags_of

SIGNATURES_LIMIT = 8
"""Signatures checked of one message; RFC 6376 section 6.1 lets a verifier set a limit."""
_FIELDS_LIMIT = 500
_LEAST_BITS = 1024
_MOST_BITS = 8192
_ONCE = ("from", "subject", "date", "mime-version", "content-type", "content-transfer-encoding")
"""Fields that decide what is shown; programs differ in which of several they take (RFC 5322 section 3.6)."""
_OWN_VALUE = re.compile(rb"((?:^[^:]*:|;)\s*b\s*=)[^;]*")
_ALGORITHMS = {"rsa-sha256": "rsa", "rsa-sha1": "rsa", "ed25519-sha256": "ed25519"}
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,250}[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a signature says of itself, read."""

    domain: str
    selector: str
    algorithm: str
    signature: bytes
    body: bytes
    fields: tuple[str, ...]
    relaxed_header: bool
    relaxed_body: bool
    length: int | None
    expires_at: int | None
    same_domain: bool
    """``i=`` is of the very domain, as a key with the flag ``s`` wants it."""


class SignedMessage:
    """A whole message, cut once, with its signatures."""

    def __init__(self, data: bytes) -> None:
        self._data = with_crlf(data)
        self._fields, self._begin = cut(self._data)
        own = [field for field in self._fields if field.name == "dkim-signature"]
        self._signatures = [(field, terms_of(field.raw)) for field in own[:SIGNATURES_LIMIT]]

    @property
    def header_block(self) -> bytes:
        """Its header, with CRLF lines."""
        return self._data[: self._begin]

    def key_names(self) -> tuple[str, ...]:
        """The names of the TXT records to ask DNS for, each once."""
        named = [_key_name(terms) for _, terms in self._signatures if terms is not None]
        return tuple(dict.fromkeys(named))

    def checked(self, keys: dict[str, tuple[str, ...] | None], now: float) -> tuple[CheckedSignature, ...]:
        """Each signature with what came of it.

        ``keys``: the TXT records by name; () none; None: DNS could not be asked. ``now``: epoch seconds.
        """
        return tuple(self._check(field, terms, keys, now) for field, terms in self._signatures)

    def _check(
        self, field: RawField, terms: _Terms | None, keys: dict[str, tuple[str, ...] | None], now: float
    ) -> CheckedSignature:
        if terms is None:
            tags = tags_of(field.raw.partition(b":")[2])
            domain = ascii_domain(tags.get("d", ""))
            return CheckedSignature(domain, organisation_of(domain), tags.get("s", "")[:255], SignatureState.UNREADABLE)
        state, bits = self._state(field, terms, keys.get(_key_name(terms)), now)
        organisation = organisation_of(terms.domain)
        return CheckedSignature(terms.domain, organisation, terms.selector, state, terms.algorithm, bits)

    def _state(
        self, field: RawField, terms: _Terms, records: tuple[str, ...] | None, now: float
    ) -> tuple[SignatureState, int]:
        if records is None:
            return SignatureState.NOT_ASKED, 0
        if terms.expires_at is not None and terms.expires_at < now:
            return SignatureState.EXPIRED, 0
        key = next((key for record in records if (key := _Key.of(record, terms)) is not None), None)
        if key is None:
            return SignatureState.NO_KEY, 0
        hashed = body_hash(
            self._data,
            self._begin,
            relaxed=terms.relaxed_body,
            algorithm="sha1" if terms.algorithm == "rsa-sha1" else "sha256",
            length=terms.length,
        )
        covers_all = terms.length is None or terms.length == hashed.length
        if hashed.digest != terms.body or (terms.length is not None and terms.length > hashed.length):
            return SignatureState.WRONG, key.bits
        if not key.fits(self._signed(field, terms), terms):
            return SignatureState.WRONG, key.bits
        covers = covers_all and "from" in terms.fields and self._covers_what_is_shown(terms)
        is_strong = terms.algorithm == "ed25519-sha256" or (terms.algorithm == "rsa-sha256" and key.bits >= _LEAST_BITS)
        return (SignatureState.VALID if covers and is_strong else SignatureState.WEAK), key.bits

    def _covers_what_is_shown(self, terms: _Terms) -> bool:
        names = [field.name for field in self._fields]
        if "subject" in names and "subject" not in terms.fields:
            return False
        return all(names.count(name) <= max(1, terms.fields.count(name)) for name in _ONCE)

    def _signed(self, own: RawField, terms: _Terms) -> bytes:
        """What was signed: the fields named, of each name the lowest first, and the signature without its value."""
        left: dict[str, list[bytes]] = {}
        for field in self._fields:
            if field is not own:
                left.setdefault(field.name, []).append(field.raw)
        chosen = [left[name].pop() for name in terms.fields if left.get(name)]
        chosen.append(_OWN_VALUE.sub(rb"\1", own.raw))
        canonical = [canonical_field(raw, relaxed=terms.relaxed_header) for raw in chosen]
        return b"".join(canonical).removesuffix(b"\r\n")


def terms_of(raw: bytes) -> _Terms | None:
    """A DKIM-Signature field read; None where it breaks what section 6.1.1 asks of it."""
    tags = tags_of(raw.partition(b":")[2])
    domain, selector = ascii_domain(tags.get("d", "")), tags.get("s", "").lower()
    names = tuple(name.lower() for name in tags.get("h", "").split(":") if name)[:_FIELDS_LIMIT]
    forms = f"{tags.get('c', 'simple').lower()}/simple".split("/")
    signature, body = _base64(tags.get("b", "")), _base64(tags.get("bh", ""))
    identity = ascii_domain(tags.get("i", f"@{domain}").rpartition("@")[2])
    algorithm = tags.get("a", "").lower()
    numbers = [_number(tags.get(name)) for name in ("l", "x")]
    is_right = (
        tags.get("v", "1") == "1"
        and algorithm in _ALGORITHMS
        and _NAME.fullmatch(domain)
        and _NAME.fullmatch(selector)
        and len(domain) + len(selector) < 240
        and all(0 < len(label) < 64 for label in f"{selector}.{domain}".split("."))
        and signature
        and body
        and names
        and set(forms[:2]) <= {"simple", "relaxed"}
        and (identity == domain or identity.endswith(f".{domain}"))
        and -1 not in numbers
        and "dns/txt" in tags.get("q", "dns/txt").lower()
    )
    if not is_right:
        return None
    return _Terms(
        domain,
        selector,
        algorithm,
        signature,
        body,
        names,
        forms[0] == "relaxed",
        forms[1] == "relaxed",
        numbers[0],
        numbers[1],
        identity == domain,
    )


def _key_name(terms: _Terms) -> str:
    return f"{terms.selector}._domainkey.{terms.domain}"


def _number(text: str | None) -> int | None:
    """None where it is not there, -1 where it is no number."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


class _Key:
    """A public key from DNS (section 3.6.1)."""

    def __init__(self, key: object, bits: int) -> None:
        self._key = key
        self.bits = bits

    @classmethod
    def of(cls, record: str, terms: _Terms) -> "_Key | None":
        """The key of a TXT record; None when it is none, is revoked, or is not for this signature."""
        tags = tags_of(record.encode("utf-8", "replace"))
        kind = _ALGORITHMS[terms.algorithm]
        hashes = tags.get("h", "sha256:sha1").lower().split(":")
        is_for_mail = not {"email", "*"}.isdisjoint(tags.get("s", "*").lower().split(":"))
        is_right = (
            tags.get("v", "DKIM1") == "DKIM1"
            and tags.get("k", "rsa").lower() == kind
            and terms.algorithm.rpartition("-")[2] in hashes
            and is_for_mail
            and ("s" not in tags.get("t", "").lower().split(":") or terms.same_domain)
        )
        data = _base64(tags.get("p", ""))
        return cls._loaded(data, kind) if is_right and data else None

    @classmethod
    def _loaded(cls, data: bytes, kind: str) -> "_Key | None":
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        try:
            if kind == "ed25519":
                return cls(Ed25519PublicKey.from_public_bytes(data), 256)
            key = load_der_public_key(data)
        except (ValueError, UnsupportedAlgorithm):
            return None
        if not isinstance(key, RSAPublicKey) or key.key_size > _MOST_BITS:
            return None
        return cls(key, key.key_size)

    def fits(self, signed: bytes, terms: _Terms) -> bool:
        """Whether the signature is of this key over ``signed``."""
        import hashlib

        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256

        try:
            if isinstance(self._key, Ed25519PublicKey):
                self._key.verify(terms.signature, hashlib.sha256(signed).digest())
            elif isinstance(self._key, RSAPublicKey):
                algorithm = SHA1() if terms.algorithm == "rsa-sha1" else SHA256()  # noqa: S303  it never makes VALID
                self._key.verify(terms.signature, signed, PKCS1v15(), algorithm)
        except InvalidSignature:
            return False
        return True
