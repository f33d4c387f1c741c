"""What the engine tells of messages that are opened: checked, decrypted. Clear text goes this way and no other.

Unlike other events these carry content, for nothing of it may be in the store. Their ``repr`` shows none of it.
"""

import msgspec

from mailclient.bridge.event import Event
from mailclient.mail.protection import Protection

PIECE_LIMIT = 1024 * 1024
"""Bytes of one ``ClearPiece``."""


class OpenedMessage(msgspec.Struct, frozen=True):
    """What came of ``OpenMessage`` or ``OpenBytes``.

    ``size``: bytes of the clear message, all ``ClearPiece`` together; 0: there is none, what is here already is right
    (not protected, merely signed, or not to be opened: see ``protection``).
    """

    protection: Protection
    size: int = 0


class ClearPiece(Event, frozen=True, tag=True):
    """The next bytes of the clear message (a whole RFC 5322 message); they come before ``Finished``, in order.

    Never to be written anywhere. Shown without any remote content where ``protection.encryption`` is not None.
    """

    request_id: str
    data: bytes

    def __repr__(self) -> str:
        return f"ClearPiece({self.request_id!r}, {len(self.data)} bytes)"


class PassphraseNeeded(Event, frozen=True, tag=True):
    """A question: the passphrase of a secret key, where the desktop has no dialogue of its own for it.

    Answer with ``GivePassphrase``. ``request_id``: of the request that waits for it, or an id made for an operation.
    ``name``: whose key it is, as the key says; ``wrong``: what was given last was not it.
    """

    request_id: str
    fingerprint: str
    name: str
    wrong: bool = False
