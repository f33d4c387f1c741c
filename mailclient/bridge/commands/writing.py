"""Commands about what is written: drafts that are sealed, templates, one message to many."""

from mailclient.bridge.commands.command import Command
from mailclient.mail.ids import AccountId, DraftId, OperationId
from mailclient.mail.template import Template


class SetTemplates(Command, frozen=True, tag=True):
    """Replace all templates, in their order (``Reader.templates``); ``Finished`` when they are written down."""

    request_id: str
    templates: tuple[Template, ...]


class StartMerge(Command, frozen=True, tag=True):
    """Hand a message for each row to the outbox, a few at a time; ``content`` is msgpack of ``bridge.merge``.

    ``Acknowledged``: it is on the disk and goes on by itself, also after a restart, each row once
    (``Reader.merges``). ``Refused`` ACCOUNT_UNKNOWN, DISK_FULL.
    """

    operation_id: OperationId
    account_id: AccountId
    content: bytes


class StopMerge(Command, frozen=True, tag=True):
    """Hand in no more rows, and take back those that have not gone out yet."""

    operation_id: OperationId
    merge_id: OperationId


class OpenDraft(Command, frozen=True, tag=True):
    """Read a draft, also a sealed one (``DraftRow.sealed``): ``Finished.draft``, msgpack of ``bridge.draft``.

    ``revision``: the earlier text with this number. ``Failed`` DRAFT_GONE, DRAFT_UNREADABLE (its key is another one),
    VAULT_LOCKED, KEYRING_LOCKED, NO_KEYRING: the draft stays as it is.
    """

    request_id: str
    draft_id: DraftId
    revision: int | None = None


class OpenDraftFile(Command, frozen=True, tag=True):
    """Read a file kept beside a draft, also a sealed one: ``ClearPiece``s, then ``Finished``. ``Failed`` as above."""

    request_id: str
    draft_id: DraftId
    path: str
