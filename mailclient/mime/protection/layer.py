"""The outermost layer of an entity: what signs or encrypts all of it, and exactly which bytes that is about.

RFC 1847 (multipart/signed and /encrypted), RFC 3156 (OpenPGP), RFC 8551 section 3 (S/MIME). The system is what the
signature's own part says; where the ``protocol`` parameter says another one, it is broken. ``micalg`` is not believed
at all: a signature names its hash itself.
"""

import re
from dataclasses import dataclass, replace

from mailclient.mail.protection import CMS, CMS_SIGNATURES, PGP_ENCRYPTED, PGP_SIGNATURE, Covers, System
from mailclient.mime.protection.cms_kind import CmsKind, cms_kind
from mailclient.mime.protection.inline import INLINE_BYTES, MARK, encrypted_text, signed_text
from mailclient.mime.scanner import Entity, scan
from mailclient.mime.transfer import decode_transfer

_FOOTER_BYTES = 10_000
_FIELD_LINE = re.compile(rb"[!-9;-~]+[ \t]*:")
_START = b"MIME-Version: 1.0\r\n"


@dataclass(frozen=True, slots=True)
class Layer:
    """``data``: the signature; or what is encrypted; or the CMS object. ``content``: what is signed, where it is apart.

    ``content`` of an entity is that entity with its header, lines ended by CRLF (``as_it_is``: as they came, where that
    is something else); of a text it is the text. ``problem``: a code, where the layer is of no use.
    ``covers``: ``PART`` where something stands beside it. Neither signed nor encrypted: CMS that is merely compressed.
    """

    system: System
    signed: bool
    encrypted: bool
    data: bytes = b""
    content: bytes | None = None
    covers: Covers = Covers.ALL
    problem: str = ""
    text_type: bytes = b""
    """Of OpenPGP in a text: the Content-Type that its text is shown with."""
    wrapper: "Wrapper | None" = None
    as_it_is: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What stands beside the one layer that is looked at: entities that are shown after what was opened."""

    beside: tuple[bytes, ...]


def entity_of(data: bytes) -> Entity:
    """The entity in ``data``, read as a part is: it begins with its header, the empty line, or (wrongly) its text."""
    has_header = data[:1] in (b"", b"\r", b"\n") or _FIELD_LINE.match(data)
    return scan(_START + (b"" if has_header else b"\r\n") + data).root


def layer_of(entity: Entity, *, is_root: bool = True) -> Layer | None:
    """What protects the entity as a whole; None: nothing. ``is_root``: a list's footer and texts are looked through."""
    layer = _own_layer(entity)
    if layer is not None or not is_root:
        return layer
    return _wrapped_layer(entity) or _text_layer(entity)


def _own_layer(entity: Entity) -> Layer | None:
    kind = entity.media_type
    if kind == "multipart/signed":
        return _signed(entity)
    if kind == "multipart/encrypted" or _is_mangled(entity):
        return _encrypted(entity)
    if kind in CMS or _is_named_cms(entity):
        return _cms(entity)
    return None


def _signed(entity: Entity) -> Layer | None:
    protocol = _system_of(entity.parameters.get("protocol", ""))
    if len(entity.children) != 2:
        return Layer(protocol or System.OPENPGP, signed=True, encrypted=False, problem="structure_broken")
    signature = entity.children[1]
    data = decode_transfer(signature.body, signature.encoding)
    own = _system_of(signature.media_type)
    if own is None and MARK + b"SIGNATURE" in data[:2000]:
        own = System.OPENPGP
    system = own or protocol
    if system is None:
        return None
    problem = "structure_broken" if None not in (own, protocol) and own is not protocol else ""
    raw = entity.children[0].whole
    content = canonical(raw)
    return Layer(
        system,
        signed=True,
        encrypted=False,
        data=data,
        content=content,
        problem=problem,
        as_it_is=None if raw == content else raw,
    )


def _system_of(media_type: str) -> System | None:
    media_type = media_type.strip().lower()
    if media_type == PGP_SIGNATURE:
        return System.OPENPGP
    return System.SMIME if media_type in CMS_SIGNATURES else None


def _is_mangled(entity: Entity) -> bool:
    """What Exchange makes of multipart/encrypted: multipart/mixed of an empty text and the two parts."""
    if entity.media_type != "multipart/mixed" or len(entity.children) != 3:
        return False
    text, version, data = entity.children
    return (
        text.media_type == "text/plain"
        and not text.body.strip()
        and version.media_type == PGP_ENCRYPTED
        and data.media_type == "application/octet-stream"
    )


def _encrypted(entity: Entity) -> Layer:
    parts = [child for child in entity.children if child.media_type != PGP_ENCRYPTED and child.body.strip()]
    if len(parts) != 1 or len(entity.children) > 3:
        return Layer(System.OPENPGP, signed=False, encrypted=True, problem="structure_broken")
    data = decode_transfer(parts[0].body, parts[0].encoding)
    return Layer(System.OPENPGP, signed=False, encrypted=True, data=data)


def _is_named_cms(entity: Entity) -> bool:
    """A file by that name, of a program that does not know the type (RFC 8551 section 3.2.1)."""
    names = (entity.disposition_parameters.get("filename", ""), entity.parameters.get("name", ""))
    return entity.media_type == "application/octet-stream" and any(name.lower().endswith(".p7m") for name in names)


def _cms(entity: Entity) -> Layer | None:
    if entity.parameters.get("smime-type", "").lower() == "certs-only":
        return None
    data = decode_transfer(entity.body, entity.encoding)
    kind = cms_kind(data)
    if kind is CmsKind.UNKNOWN:
        encrypted = "signed" not in entity.parameters.get("smime-type", "").lower()
        return Layer(System.SMIME, signed=not encrypted, encrypted=encrypted, problem="message_broken")
    return Layer(System.SMIME, signed=kind is CmsKind.SIGNED, encrypted=kind is CmsKind.ENVELOPED, data=data)


def _wrapped_layer(entity: Entity) -> Layer | None:
    """A list's footer beside what is protected: that first, and then nothing but one short text."""
    if entity.media_type != "multipart/mixed" or len(entity.children) != 2:
        return None
    protected, footer = entity.children
    is_footer = footer.media_type == "text/plain" and footer.disposition != "attachment"
    if not is_footer or len(footer.body) > _FOOTER_BYTES:
        return None
    layer = _own_layer(protected)
    if layer is None:
        return None
    return replace(layer, covers=Covers.PART, wrapper=Wrapper((footer.whole,)))


def _text_layer(entity: Entity) -> Layer | None:
    """OpenPGP in the text that the message is, or that is the only text beside files."""
    text, beside = entity, entity.children
    if entity.media_type == "multipart/mixed" and entity.children:
        text, beside = entity.children[0], entity.children[1:]
        if not all(_is_file(child) for child in beside):
            return None
    if text.media_type != "text/plain" or text.disposition == "attachment" or len(text.body) > INLINE_BYTES:
        return None
    data = decode_transfer(text.body, text.encoding)
    wrapper = Wrapper(tuple(child.whole for child in beside)) if beside else None
    if MARK not in data:
        return None
    charset = text.parameters.get("charset", "")
    encrypted = encrypted_text(data)
    if encrypted is not None:
        text_type = _text_type(encrypted.charset or charset or "utf-8")
        covers = Covers.PART if beside else Covers.ALL
        return Layer(System.OPENPGP, False, True, encrypted.data, covers=covers, text_type=text_type, wrapper=wrapper)
    signed = signed_text(data)
    if signed is None:
        return None
    covers = Covers.ALL if signed.alone and not beside else Covers.PART
    problem = "" if signed.alone else "text_around"
    text_type = _text_type("utf-8" if _is_plain(signed.text) else charset or "utf-8")
    return Layer(System.OPENPGP, True, False, signed.signature, signed.text, covers, problem, text_type, wrapper)


def _is_plain(text: bytes) -> bool:
    """ASCII without escapes is that and nothing else: nobody signed the charset, and UTF-7 makes other words of it."""
    return text.isascii() and b"\x1b" not in text


def _is_file(entity: Entity) -> bool:
    if entity.media_type.startswith(("text/", "multipart/", "message/")):
        return entity.disposition == "attachment" and not entity.media_type.startswith("multipart/")
    return True


def _text_type(charset: str) -> bytes:
    safe = "".join(each for each in charset if each.isascii() and (each.isalnum() or each in "-_.:"))
    return f"Content-Type: text/plain; charset={safe or 'utf-8'}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()


def canonical(data: bytes) -> bytes:
    """With CRLF at the end of each line, as it was signed (RFC 3156 section 5, RFC 8551 section 3.1.1)."""
    if data.count(b"\n") == data.count(b"\r\n"):
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def text_entity(text: bytes, text_type: bytes) -> bytes:
    """The entity that shows an opened text."""
    return text_type + text
