"""A message signed and encrypted by OpenPGP (RFC 3156): all in one where it is both."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailclient.engine.composing.ciphertext import Ciphertext
from mailclient.engine.composing.same_bytes import SameBytes, Seen
from mailclient.engine.protection.opened import Ask
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import System
from mailclient.mime.entity import Entity
from mailclient.mime.protecting.header import protected
from mailclient.mime.protecting.wrapping import encrypted_message, signed_message

if TYPE_CHECKING:
    from mailclient.crypto.openpgp.open_pgp import OpenPgp

_TRIES = 3


@dataclass(frozen=True, slots=True)
class OpenPgpProtection:
    """A ``mime.build.Protection``. ``signer`` and ``recipients`` are fingerprints; of the latter one is one's own.

    ``inside``: header fields that only those see who decrypt it. ``ask``: for the passphrase, where GnuPG's agent
    cannot; the thread waits. ``kept`` closes what is needed until the message is written.
    """

    gpg: "OpenPgp"
    signer: str | None
    name: str
    recipients: Sequence[str]
    inside: bytes
    ask: Ask
    seen: Seen
    kept: ExitStack = field(repr=False)

    @property
    def signable(self) -> bool:
        """See ``Protection``: what is encrypted nobody changes."""
        return not self.recipients

    @property
    def shows_subject(self) -> bool:
        """Never: what reads PGP/MIME knows protected subjects."""
        return False

    def wrap(self, fields: bytes, content: Entity) -> tuple[bytes, Entity]:
        """See ``Protection``. ``MailError`` of GnuPG (KEY_*, PASSPHRASE_*, CARD_*), FILE_*, DISK_FULL."""
        outside, payload = protected(fields, content, hides=bool(self.recipients), inside=self.inside)
        passphrase: Secret | None = None
        for tried in range(_TRIES + 1):
            try:
                return outside, self._made(payload, passphrase)
            except MailError as error:
                kind = error.problem.kind
                if kind not in (ProblemKind.PASSPHRASE_NEEDED, ProblemKind.PASSPHRASE_WRONG) or tried == _TRIES:
                    raise
                passphrase = self._asked(wrong=kind is ProblemKind.PASSPHRASE_WRONG)
        raise AssertionError

    def _asked(self, *, wrong: bool) -> Secret:
        passphrase = self.ask(self.signer or "", self.name, wrong)
        if passphrase is None:
            kind = ProblemKind.PASSPHRASE_WRONG if wrong else ProblemKind.PASSPHRASE_CANCELLED
            raise MailError(Problem(kind, self.name))
        return passphrase

    def _made(self, payload: Entity, passphrase: Secret | None) -> Entity:
        if not self.recipients:
            assert self.signer is not None
            same = SameBytes(payload, self.seen)
            signed = self.gpg.sign(same.first(), self.signer, passphrase)
            return signed_message(same.entity, signed.signature, System.OPENPGP, signed.micalg)
        encrypted = self.kept.enter_context(closing(Ciphertext()))
        self.gpg.encrypt(
            self._pieces(payload),
            encrypted.add_lines,
            list(self.recipients),
            sign_with=self.signer,
            passphrase=passphrase,
        )
        return encrypted_message(encrypted, System.OPENPGP)

    def _pieces(self, payload: Entity) -> Iterator[bytes]:
        for piece in payload.pieces():
            self.seen(len(piece))
            yield piece
