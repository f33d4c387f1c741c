"""Messages opened through the engine: what is signed is checked, what is encrypted is decrypted, in memory only."""

from dataclasses import dataclass, field

from mailclient.bridge.commands import GivePassphrase, OpenBytes, OpenMessage
from mailclient.bridge.events import AnyEvent, ClearPiece, PassphraseNeeded
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.key_passphrase import key_passphrase
from mailclient.mail.ids import MessageId
from mailclient.mail.protection import UNPROTECTED, Protection


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a message: its bytes, or those of the clear one in its place; and what protects it."""

    data: bytes = field(repr=False)
    protection: Protection = UNPROTECTED


def open_message(engine: EngineLink, command: OpenMessage | OpenBytes, data: bytes, passphrase: str | None) -> Shown:
    """Ask and wait. ``passphrase``: of the key, if it is asked for; None: the terminal is asked. ``MailError``."""
    pieces: list[bytes] = []

    def heard(event: AnyEvent) -> None:
        match event:
            case ClearPiece(request_id=command.request_id, data=piece):
                pieces.append(piece)
            case PassphraseNeeded(request_id=command.request_id):
                engine.send(GivePassphrase(event.request_id, key_passphrase(event, passphrase)))

    opened = engine.request(command, heard).opened
    if opened is None:
        return Shown(data)
    # Pieces of an engine that ended on the way come first; only the last of them are those of the answer.
    return Shown(b"".join(pieces)[-opened.size :] if opened.size else data, opened.protection)


def opening_of(message_id: int | None, data: bytes, at: float | None) -> OpenMessage | OpenBytes:
    """The command for a message of the store, or for bytes."""
    if message_id is not None:
        return OpenMessage(fresh_request_id(), MessageId(message_id), at, patient=True)
    return OpenBytes(fresh_request_id(), data, at=at, patient=True)
