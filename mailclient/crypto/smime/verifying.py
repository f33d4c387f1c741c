"""Who signed, and what that is worth: SignedData checked whole (RFC 5652 §5.4, RFC 8551 §2.5, RFC 8550).

A verdict is only good where the content's digest, the signature, the certificate's chain, its time and its use are.
Whether the signer is the sender is asked elsewhere. Nothing that came with a message raises.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailclient.crypto.smime.ber import SET, BerError
from mailclient.crypto.smime.certificate import readable
from mailclient.crypto.smime.digest import digests
from mailclient.crypto.smime.reason import Reason
from mailclient.crypto.smime.signed_data import SignedData, read_signed_data
from mailclient.crypto.smime.signer_check import SignedContent, SmimeSigner, check_signer
from mailclient.crypto.smime.signer_info import SignerInfo, read_signer_info
from mailclient.crypto.smime.trust import Trust
from mailclient.mail.protection import SignatureVerdict, Signer

_BROKEN_SIGNER = SmimeSigner(SignatureVerdict.BAD, Reason.MESSAGE_BROKEN, Signer(""))


@dataclass(frozen=True, slots=True)
class SmimeVerified:
    """``content``: what was inside (opaque), None where it was given or is missing; ``content_type``: dotted.

    ``reason`` where there is no signer to blame: not CMS, or certificates only. ``certificates``: all that came (DER).
    """

    content: bytes | None
    content_type: str
    signers: tuple[SmimeSigner, ...]
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    reason: Reason = Reason.NOTHING


def verify(cms: bytes, content: Iterable[bytes] | None, trust: Trust) -> SmimeVerified:
    """Check all signers. ``content``: the exact bytes that were signed if they are not inside, in pieces."""
    try:
        signed = read_signed_data(cms)
    except BerError:
        return SmimeVerified(None, "", (), reason=Reason.MESSAGE_BROKEN)
    inner = b"".join(signed.content) if signed.content is not None and content is None else None
    infos = [_signer_info(data) for data in signed.signers]
    found, start = _digested(signed, infos, content)
    against = SignedContent(
        signed.content_type,
        found,
        start.startswith(bytes((SET,))),
        readable((*signed.certificates, *trust.intermediates)),
        signed.certificates,
    )
    return SmimeVerified(
        inner,
        signed.content_type,
        tuple(_BROKEN_SIGNER if info is None else check_signer(info, against, trust) for info in infos),
        signed.certificates,
        signed.crls,
        Reason.NOTHING if infos else Reason.NO_SIGNER,
    )


def _signer_info(data: bytes) -> SignerInfo | None:
    try:
        return read_signer_info(data)
    except BerError:
        return None


def _digested(
    signed: SignedData, infos: list[SignerInfo | None], content: Iterable[bytes] | None
) -> tuple[dict[str, bytes] | None, bytes]:
    """The digests of what is to be checked (see ``SignedContent``), and its first byte."""
    names = {info.digest for info in infos if info is not None}
    if content is None:
        if signed.content is None:
            return None, b""
        return digests({*names, "sha256"}, signed.content), b"".join(signed.content[:1])[:1]
    pieces = _Start(content)
    found = digests({*names, "sha256"}, pieces)
    if signed.content is not None and digests(["sha256"], signed.content)["sha256"] != found["sha256"]:
        return {}, pieces.first
    return found, pieces.first


class _Start:
    """Passes pieces on and remembers the first byte."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.first = b""

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.first = self.first or bytes(piece[:1])
            yield piece
