"""Messages that answer one another, and what conversations they should be in: by looking at all of them anew."""

from collections.abc import Iterable
from datetime import UTC, datetime

from mailclient.mail.address import Address
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import MessageId, Uid
from mailclient.mail.message import Envelope
from mailclient.store import encoding
from mailclient.store.rows import NewMessage
from mailclient.store.transaction import Transaction

BEGAN_AT = 1_700_000_000


def letter(
    uid: int,
    name: str,
    *answers: str,
    parent: str = "",
    bits: Flag = Flag.NONE,
    keywords: tuple[str, ...] = (),
    at: int | None = None,
    sender: str = "kim@example.org",
    subject: str = "회의",
    thread_id: str = "",
    attachment: bool = False,
) -> NewMessage:
    """A message called ``name`` with these References and In-Reply-To."""
    when = uid if at is None else at
    return NewMessage(
        Uid(uid),
        Flags(bits, keywords),
        BEGAN_AT + when,
        1000,
        Envelope(
            subject=subject,
            date=datetime.fromtimestamp(BEGAN_AT + sum(map(ord, name)), UTC),
            from_=(Address(sender.partition("@")[0], sender),),
            to=(Address("Lee", "lee@example.org"),),
            message_id=name,
            in_reply_to=(parent,) if parent else (),
            references=answers,
        ),
        has_attachment=attachment,
        thread_id=thread_id,
    )


class Anew:
    """The threads that messages belong to, by all that was ever seen of them. Sets that share a name are one."""

    def __init__(self) -> None:
        self._names: dict[MessageId, set[str]] = {}

    def look(self, tx: Transaction) -> None:
        """Take note of what the store has."""
        sql = "SELECT id, account_id, envelope, thread_id FROM message JOIN detail ON message_id = id"
        for id_, account_id, data, server in tx.rows(sql.replace("thread_id", "detail.thread_id")):
            envelope = encoding.envelope_from(data)
            names = {envelope.message_id, *envelope.in_reply_to, *envelope.references} - {""}
            if server:
                names.add(f"{account_id} {server}")
            self._names.setdefault(id_, {f"itself {id_}"}).update(names)

    def threads(self) -> list[set[MessageId]]:
        """Every thread."""
        found: list[tuple[set[str], set[MessageId]]] = []
        for id_, own in self._names.items():
            names, ids = set(own), {id_}
            apart = []
            for thread in found:
                if thread[0] & names:
                    names |= thread[0]
                    ids |= thread[1]
                else:
                    apart.append(thread)
            found = [*apart, (names, ids)]
        return [ids for _, ids in found]


def grouped(threads: dict[MessageId, int]) -> set[frozenset[MessageId]]:
    """Messages by the number of their thread."""
    found: dict[int, set[MessageId]] = {}
    for id_, thread in threads.items():
        found.setdefault(thread, set()).add(id_)
    return set(map(frozenset, found.values()))


def restricted(threads: Iterable[set[MessageId]], present: set[MessageId]) -> set[frozenset[MessageId]]:
    """The threads of what is there."""
    return {frozenset(ids & present) for ids in threads if ids & present}
