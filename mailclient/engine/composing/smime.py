"""A message signed and encrypted by S/MIME (RFC 8551): signed first, detached; what is both is signed inside."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailclient.engine.composing.ciphertext import Ciphertext
from mailclient.engine.composing.same_bytes import SameBytes, Seen
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import System
from mailclient.mime.entity import Entity
from mailclient.mime.protecting.header import protected
from mailclient.mime.protecting.wrapping import encrypted_message, signed_message

if TYPE_CHECKING:
    from mailclient.crypto.smime.own import OwnCertificate


@dataclass(frozen=True, slots=True)
class SmimeProtection:
    """A ``mime.build.Protection``. ``recipients``: certificates (DER), one's own among them; ``at``: epoch seconds.

    ``authenticated``: by AES-GCM; who has not said that he reads that gets AES-CBC, which everybody reads.
    """

    signer: "OwnCertificate | None"
    recipients: Sequence[bytes]
    authenticated: bool
    at: float
    seen: Seen
    kept: ExitStack = field(repr=False)

    @property
    def signable(self) -> bool:
        """See ``Protection``: what is encrypted nobody changes."""
        return not self.recipients

    @property
    def shows_subject(self) -> bool:
        """Of what is encrypted: most programs that read S/MIME know no protected subject."""
        return bool(self.recipients)

    def wrap(self, fields: bytes, content: Entity) -> tuple[bytes, Entity]:
        """See ``Protection``. ``MailError`` KEY_UNUSABLE, FILE_*, DISK_FULL."""
        from mailclient.crypto.smime.certificate import CertificateError
        from mailclient.crypto.smime.encrypting import EncryptError
        from mailclient.crypto.smime.own import SecretKeyError
        from mailclient.crypto.smime.signing import SignError

        outside, payload = protected(fields, content, hides=bool(self.recipients))
        try:
            made = payload if self.signer is None else self._signed(payload, self.signer)
            return outside, self._encrypted(made) if self.recipients else made
        except (CertificateError, EncryptError, SecretKeyError, SignError) as error:
            raise MailError(Problem(ProblemKind.KEY_UNUSABLE, detail=str(error))) from error

    def _signed(self, payload: Entity, signer: "OwnCertificate") -> Entity:
        from mailclient.crypto.smime.signing import micalg, sign

        same = SameBytes(payload, self.seen)
        signature = sign(same.first(), signer, self.at)
        return signed_message(same.entity, signature, System.SMIME, micalg(signer))

    def _encrypted(self, made: Entity) -> Entity:
        from mailclient.crypto.smime.encrypting import encrypt

        encrypted = self.kept.enter_context(closing(Ciphertext()))
        encrypt(made.pieces(), self.recipients, encrypted.add, authenticated=self.authenticated)
        return encrypted_message(encrypted, System.SMIME, authenticated=self.authenticated)
