"""The part of the reader that knows lists of messages and conversations. Imported before the first paint.

What a conversation shows: its messages in every folder of every account, Sent among them, without Trash and Junk
(unless that is where one is looking), each message once: a copy in another folder or account is the same Message-ID,
sender and Date. Costs are at one million messages.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from heapq import merge
from typing import NamedTuple

from mailclient.mail.flag import Flag
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId
from mailclient.mail.mail_list import ConversationRow, ListNow, MailList
from mailclient.mail.subject import base_subject
from mailclient.store import answers, mail_lists
from mailclient.store.mail_file import MailFile
from mailclient.store.rows import ListSlice, MessageRow, RowKey
from mailclient.store.transaction import batches, marks

LOOKED_AT = 4_000
"""Rows of each folder in one slice of a list."""
LONGEST = 1000
"""Messages of one conversation that are looked at, the newest ones: what a mailing robot makes may have more."""

_ASIDE = frozenset({FolderRole.TRASH, FolderRole.JUNK})


class _Member(NamedTuple):
    thread_id: int
    id: MessageId
    folder_id: FolderId
    received_at: int
    bits: int
    keywords: str
    has_attachment: int
    sender_name: str
    sender_address: str
    subject: str
    message_id_header: str


class _Standing(NamedTuple):
    id: MessageId
    received_at: int
    thread_id: int | None
    folder_id: FolderId | None


class ConversationReading(MailFile):
    """Lists, and the conversations in them."""

    def list_ids(self, mail_list: MailList, *, before: RowKey | None = None, limit: int) -> list[tuple[MessageId, int]]:
        """Ids with ``received_at`` (epoch seconds) of what a list shows, newest first; of a thread the newest one.

        ``before``: the last one had; None starts at the newest. Fewer than ``limit`` answers: that was all. 1 µs for
        each row, 3 µs in conversations; quick filters that find little look at all (seconds): ``list_slice``.
        """
        return self._list_rows(mail_list, before, limit, None)

    def list_slice(self, mail_list: MailList, *, before: RowKey | None = None, limit: int) -> ListSlice:
        """As ``list_ids``, but of each folder no more than the next ``LOOKED_AT`` rows are looked at. 30 ms."""
        down_to: RowKey | None = None
        for folder_id in mail_list.folder_ids:
            asked = mail_lists.reached(folder_id, mail_list.quick, before, LOOKED_AT)
            for key in self._rows(asked.sql, *asked.parameters):
                down_to = max(RowKey(*key), down_to or RowKey(*key))
        found = self._list_rows(mail_list, before, limit, down_to)
        if len(found) == limit:
            down_to = RowKey(found[-1][1], found[-1][0])
        return ListSlice(found, down_to)

    def _list_rows(
        self, mail_list: MailList, before: RowKey | None, limit: int, down_to: RowKey | None
    ) -> list[tuple[MessageId, int]]:
        found: list[Iterable[tuple[MessageId, int]]] = []
        for folder_ids in batches(mail_list.folder_ids, mail_lists.FOLDERS_AT_ONCE):
            part = MailList(tuple(folder_ids), mail_list.conversations, mail_list.quick)
            asked = mail_lists.question(part, before, limit, down_to)
            found.append(self._rows(asked.sql, *asked.parameters))
        if len(found) == 1:
            return list(found[0])
        return list(merge(*found, key=lambda row: (-row[1], -row[0])))[:limit]

    def list_now(self, mail_list: MailList, message_ids: Collection[MessageId]) -> list[ListNow]:
        """What it means for a list that these messages came, went, moved or look different.

        One answer for each message, or for each conversation touched; also of messages that are gone from the store.
        By primary key and ``message_thread``.
        """
        named = set(message_ids)
        if not mail_list.conversations:
            standing = {one.id: one.received_at for one in self._standing(mail_list, named)}
            return [_alone(id_, standing.get(id_)) for id_ in sorted(named)]
        threads = self._threads_with_departed(named)
        members: dict[int, set[MessageId]] = defaultdict(set)
        for batch in batches(sorted(set(threads.values())), 500):
            for id_, thread_id in self._rows(MEMBERS_OF.format(marks=marks(batch)), *batch):
                members[thread_id].add(id_)
        for id_, thread_id in threads.items():
            members[thread_id].add(id_)
        heads: dict[int | None, _Standing] = {}
        unknown: dict[MessageId, int] = {}
        for one in self._standing(mail_list, named.union(*members.values())):
            if one.thread_id is None:
                unknown[one.id] = one.received_at
            elif one.thread_id not in heads or _key(one) > _key(heads[one.thread_id]):
                heads[one.thread_id] = one
        alone = [_alone(id_, unknown.get(id_)) for id_ in sorted(named - threads.keys())]
        return [*alone, *(_conversation_now(ids, heads.get(thread)) for thread, ids in sorted(members.items()))]

    def conversation(self, message_id: MessageId) -> list[MessageRow]:
        """The messages of this one's conversation, oldest first; the message alone while nothing else is known.

        At most ``LONGEST``, the newest ones. Of copies the one in this message's folder. Index ``message_thread``.
        """
        rows = {row[0]: answers.message_row(row) for row in self._rows(CONVERSATION, message_id, LONGEST)}
        rows |= {row[0]: answers.message_row(row) for row in self._rows(CONVERSATION_OF_ONE, message_id)}
        opened = rows.get(message_id)
        if opened is None:
            return []
        in_list = () if opened.folder_id is None else (opened.folder_id,)
        members = [one for one in self._members([message_id]) if one.id in rows]
        shown = {one.id for one in self._each_once(members, in_list, first=message_id)}
        return sorted((rows[id_] for id_ in shown | {message_id}), key=lambda row: (row.received_at, row.id))

    def conversation_rows(
        self, mail_list: MailList, message_ids: Sequence[MessageId]
    ) -> dict[MessageId, ConversationRow]:
        """What to paint of the conversations of these messages; those of one message alone are left out.

        Index ``message_thread`` and by primary key; 3 ms for 60.
        """
        found = {}
        for id_, members in self._by_head(message_ids).items():
            shown = self._each_once(members, mail_list.folder_ids, first=id_)
            if len(shown) > 1:
                found[id_] = _conversation_row(shown, [one for one in members if one.folder_id in mail_list.folder_ids])
        return found

    def conversation_members(self, mail_list: MailList, message_ids: Sequence[MessageId]) -> list[MessageId]:
        """All messages in a list (its folders and quick filters) of the conversations of these.

        Index ``message_thread``; 2 µs for each.
        """
        found = dict.fromkeys(message_ids)
        threads = set(self.threads_of(message_ids).values())
        folders = set(mail_list.folder_ids)
        conditions = "".join(f" AND {one}" for one in mail_lists.matching("message", mail_list.quick))
        for batch in batches(sorted(threads), 500):
            rows = self._rows(FOLDERS_OF_MEMBERS.format(marks=marks(batch)) + conditions, *batch)
            found.update(dict.fromkeys(id_ for id_, folder_id in rows if folder_id in folders))
        return list(found)

    def threads_of(self, message_ids: Collection[MessageId]) -> dict[MessageId, int]:
        """The numbers of the conversations of messages; of no meaning but being the same or not. By primary key."""
        found: dict[MessageId, int] = {}
        for batch in batches(message_ids, 500):
            found.update(self._rows(THREADS.format(marks=marks(batch)), *batch))
        return found

    def _threads_with_departed(self, message_ids: Collection[MessageId]) -> dict[MessageId, int]:
        """Also of messages that are gone from the store."""
        found = self.threads_of(message_ids)
        for batch in batches(set(message_ids) - found.keys(), 500):
            found.update(self._rows(DEPARTED_THREADS.format(marks=marks(batch)), *batch))
        return found

    def _standing(self, mail_list: MailList, message_ids: Collection[MessageId]) -> list[_Standing]:
        folders = set(mail_list.folder_ids)
        conditions = "".join(f" AND {one}" for one in mail_lists.matching("message", mail_list.quick))
        found: list[_Standing] = []
        for batch in batches(sorted(message_ids), 500):
            found += map(_Standing._make, self._rows(STANDING.format(marks=marks(batch)) + conditions, *batch))
        return [one for one in found if one.folder_id in folders]

    def _by_head(self, message_ids: Sequence[MessageId]) -> dict[MessageId, list[_Member]]:
        threads = self.threads_of(message_ids)
        members = defaultdict(list)
        for one in self._members(message_ids):
            members[one.thread_id].append(one)
        return {id_: members[thread] for id_, thread in threads.items()}

    def _members(self, message_ids: Sequence[MessageId]) -> list[_Member]:
        """What is shown of the conversations of these messages, in every folder that is there, oldest first."""
        threads = sorted(set(self.threads_of(message_ids).values()))
        found: list[_Member] = []
        usual: list[int] = []
        long: list[int] = []
        for batch in batches(threads, 500):
            for thread_id, count in self._rows(THREAD_SIZES.format(marks=marks(batch)), *batch):
                (usual if count <= LONGEST else long).append(thread_id)
        for batch in batches(usual, 500):
            found += map(_Member._make, self._rows(MEMBERS.format(marks=marks(batch)), *batch))
        for thread_id in long:
            found += map(_Member._make, self._rows(NEWEST_MEMBERS, thread_id, LONGEST))
        return sorted(found, key=lambda one: (one.received_at, one.id))

    def _each_once(self, members: Sequence[_Member], in_list: Collection[FolderId], first: MessageId) -> list[_Member]:
        """Without what lies aside, and each message once: ``first`` if it is it, else the one in the list's folders."""
        roles = {id_: FolderRole(role) for id_, role in self._rows(FOLDER_ROLES)}
        here = [
            one
            for one in members
            if one.folder_id in roles and (one.folder_id in in_list or roles[one.folder_id] not in _ASIDE)
        ]
        dates = self._dates(_with_twins(here))
        best: dict[object, _Member] = {}
        for one in sorted(
            here,
            key=lambda one: (
                one.id != first,
                one.folder_id not in in_list,
                roles[one.folder_id] is FolderRole.ALL,
                one.id,
            ),
        ):
            best.setdefault(_identity(one, dates), one)
        return sorted(best.values(), key=lambda one: (one.received_at, one.id))

    def _dates(self, message_ids: Sequence[MessageId]) -> dict[MessageId, str | None]:
        found: dict[MessageId, str | None] = {}
        for batch in batches(message_ids, 500):
            found.update(self._rows(DATES.format(marks=marks(batch)), *batch))
        return found


def _key(one: _Standing) -> tuple[int, MessageId]:
    return one.received_at, one.id


def _alone(id_: MessageId, received_at: int | None) -> ListNow:
    return ListNow(None, (id_,)) if received_at is None else ListNow((id_, received_at))


def _conversation_now(ids: set[MessageId], head: _Standing | None) -> ListNow:
    if head is None:
        return ListNow(None, tuple(sorted(ids)))
    return ListNow((head.id, head.received_at), tuple(sorted(ids - {head.id})))


def _with_twins(members: Sequence[_Member]) -> list[MessageId]:
    by_name: dict[str, list[MessageId]] = defaultdict(list)
    for one in members:
        by_name[one.message_id_header].append(one.id)
    return [id_ for name, ids in by_name.items() if name and len(ids) > 1 for id_ in ids]


def _identity(one: _Member, dates: dict[MessageId, str | None]) -> object:
    """A Message-ID alone is not enough: there are programs that give all their messages the same."""
    return (one.message_id_header, one.sender_address.casefold(), dates[one.id]) if one.id in dates else one.id


def _conversation_row(shown: Sequence[_Member], in_list: Sequence[_Member]) -> ConversationRow:
    senders = {one.sender_address.casefold(): one.sender_name or one.sender_address for one in shown}
    return ConversationRow(
        messages=len(shown),
        unread=sum(not one.bits & Flag.SEEN for one in in_list),
        senders=tuple(senders.values()),
        flagged=any(one.bits & Flag.FLAGGED for one in in_list),
        has_attachment=any(one.has_attachment for one in shown),
        keywords=tuple(dict.fromkeys(word for one in in_list for word in one.keywords.split())),
        subject=base_subject(shown[0].subject),
    )


# The statements, by name, so that the architecture test can ask SQLite how it would run each.
_MEMBER = (
    "thread_id, id, folder_id, received_at, bits, keywords, has_attachment, sender_name, sender_address, subject,"
    " message_id_header"
)
THREADS = "SELECT id, thread_id FROM message WHERE id IN ({marks}) AND thread_id IS NOT NULL"
DEPARTED_THREADS = """
SELECT message_id, coalesce(into_id, thread_id)
FROM departed_thread LEFT JOIN merged_thread ON merged_thread.id = thread_id WHERE message_id IN ({marks})
"""
THREAD_SIZES = "SELECT thread_id, count(*) FROM message WHERE thread_id IN ({marks}) GROUP BY thread_id"
MEMBERS_OF = "SELECT id, thread_id FROM message WHERE thread_id IN ({marks})"
FOLDERS_OF_MEMBERS = "SELECT id, folder_id FROM message WHERE thread_id IN ({marks})"
MEMBERS = f"SELECT {_MEMBER} FROM message WHERE thread_id IN ({{marks}}) AND folder_id IS NOT NULL"
NEWEST_MEMBERS = f"""
SELECT {_MEMBER} FROM message WHERE thread_id = ? AND folder_id IS NOT NULL ORDER BY received_at DESC LIMIT ?
"""
STANDING = "SELECT id, received_at, thread_id, folder_id FROM message WHERE id IN ({marks})"
CONVERSATION = f"""
SELECT {answers.MESSAGE_COLUMNS} FROM message
WHERE thread_id = (SELECT thread_id FROM message WHERE id = ?) AND folder_id IS NOT NULL
ORDER BY received_at DESC LIMIT ?
"""
CONVERSATION_OF_ONE = f"SELECT {answers.MESSAGE_COLUMNS} FROM message WHERE id = ?"
DATES = "SELECT message_id, json_extract(CAST(envelope AS TEXT), '$.date') FROM detail WHERE message_id IN ({marks})"
FOLDER_ROLES = """
SELECT folder.id, role FROM folder JOIN account ON account.id = account_id
WHERE folder.removed = 0 AND account.removed = 0 AND shown_path IS NOT ''
"""
