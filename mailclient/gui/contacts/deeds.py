"""What is done to people, groups and books: commands to the engine, a toast with Undo, words when it is refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.commands.contacts import Settlement
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.contacts.duplicates import merged
from mailclient.gui.engine_link import EngineLink
from mailclient.language import tr, tr_n
from mailclient.mail.contact import BookId, Contact, ContactGroup, ContactId, ContactRow
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import Problem
from mailclient.store.reader import Reader

Told = Callable[[Problem | None], object]
"""Called once: None when it is on the disk, else why it is not."""


class Deeds(QObject):
    """``done`` tells what was done in a sentence, with what takes it back; ``failed`` why something was not."""

    done = Signal(str, object)
    """The sentence, and a function for Undo (or None)."""
    failed = Signal(object)
    """Problem"""

    def __init__(self, reader: Reader, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._waiting: dict[OperationId, Told] = {}
        link.received.connect(self._receive)

    def save(self, contact: Contact, given: Contact, told: Told) -> None:
        """Keep a contact, made of ``given``, over what a server may have changed in its card meanwhile."""
        now = self._reader.contact(contact.id) if contact.id is not None else None
        if now is not None:
            contact = contact.over(given, now)
        self._operate(commands.SaveContact(fresh_operation_id(), contact), told)

    def remove(self, rows: Sequence[ContactRow]) -> None:
        """Remove people."""
        words = tr_n("Removed {name}", "Removed {count} people", len(rows), name=rows[0].name or rows[0].address)
        self._do(commands.RemoveContacts(fresh_operation_id(), tuple(row.id for row in rows)), words)

    def move(self, book_id: BookId, contact_ids: Sequence[ContactId]) -> None:
        """Put people into another book."""
        words = tr_n("Moved {count} person", "Moved {count} people", len(contact_ids))
        self._do(commands.MoveContacts(fresh_operation_id(), tuple(contact_ids), book_id), words)

    def join(self, group: ContactGroup, contact_ids: Sequence[ContactId]) -> None:
        """Put people into a group; of another book than the group's nobody can."""
        now = self._reader.group(group.id) if group.id is not None else group
        if now is None:
            return
        known = [self._reader.contact(one) for one in contact_ids]
        inside = [one for one in known if one is not None and one.book_id == now.book_id and one.id not in now.members]
        if not inside:
            self.done.emit(tr("They are in this group already, or in another address book."), None)
            return
        joined = tuple(one.id for one in inside if one.id is not None)
        words = tr_n("Added {count} person to {group}", "Added {count} people to {group}", len(inside), group=now.name)
        self._do(commands.SaveGroup(fresh_operation_id(), replace(now, members=(*now.members, *joined))), words)

    def leave(self, group_id: ContactId, contact_ids: Sequence[ContactId]) -> None:
        """Take people out of a group; they stay in the book."""
        group = self._reader.group(group_id)
        if group is not None:
            stay = tuple(one for one in group.members if one not in contact_ids)
            words = tr_n(
                "Took {count} person out of {group}", "Took {count} people out of {group}", len(contact_ids),
                group=group.name,
            )  # fmt: skip
            self._do(commands.SaveGroup(fresh_operation_id(), replace(group, members=stay)), words)

    def name_group(self, group: ContactGroup, name: str) -> None:
        """A new group, or another name for one."""
        self._operate(commands.SaveGroup(fresh_operation_id(), replace(group, name=name)), self._tell)

    def remove_group(self, group: ContactGroup) -> None:
        """The group, not its people."""
        if group.id is not None:
            self._do(
                commands.RemoveGroup(fresh_operation_id(), group.id), tr("Removed the group {group}", group=group.name)
            )

    def merge(self, people: Sequence[Sequence[Contact]]) -> None:
        """Of each group of cards keep one that says everything, in the groups of all; Undo brings all back.

        The others are removed only when those that are kept are on the disk.
        """
        done: list[OperationId] = []
        into: dict[ContactId, ContactId] = {}
        left, wanted = len(people), True

        def saved(cards: Sequence[Contact], problem: Problem | None) -> None:
            nonlocal left
            left -= 1
            self._tell(problem)
            kept, *gone = (one.id for one in cards)
            if problem is None and kept is not None:
                into.update({one: kept for one in gone if one is not None})
            if not left and wanted and into:
                done.extend(self._put_in_place(into))

        def undo() -> None:
            nonlocal wanted
            wanted = False
            for operation_id in reversed(done):
                self._link.operate(commands.UndoOperation(operation_id))

        kept = [merged(cards) for cards in people]
        for cards, card in zip(people, kept, strict=True):
            done.append(self._operate(commands.SaveContact(fresh_operation_id(), card), partial(saved, cards)))
        many = tr_n("Merged {count} person", "Merged {count} people", len(kept))
        if kept:
            self.done.emit(tr("Merged into {name}", name=kept[0].name) if len(kept) == 1 else many, undo)

    def _put_in_place(self, into: Mapping[ContactId, ContactId]) -> Iterator[OperationId]:
        """Let each stand in the groups of those that went into it, and remove these."""
        for group in self._reader.groups():
            members = tuple(dict.fromkeys(into.get(one, one) for one in group.members))
            if members != group.members:
                joined = replace(group, members=members)
                yield self._operate(commands.SaveGroup(fresh_operation_id(), joined), self._tell)
        yield self._operate(commands.RemoveContacts(fresh_operation_id(), tuple(into)), self._tell)

    def settle(self, contact_id: ContactId, settlement: Settlement) -> None:
        """Choose what becomes of a contact that was changed twice."""
        self._do(commands.SettleConflict(fresh_operation_id(), contact_id, settlement), tr("Settled"))

    def _do(self, command: commands.AnyCommand, words: str) -> None:
        """Do it, tell it, offer Undo."""
        operation_id = self._operate(command, self._tell)
        self.done.emit(words, lambda: self._link.operate(commands.UndoOperation(operation_id)))

    def _operate(self, command: commands.AnyCommand, told: Told) -> OperationId:
        operation_id = self._link.operate(command)
        self._waiting[operation_id] = told
        return operation_id

    def _tell(self, problem: Problem | None) -> None:
        if problem is not None:
            self.failed.emit(problem)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=operation_id) if operation_id in self._waiting:
                self._waiting.pop(operation_id)(None)
            case events.Refused(operation_id=operation_id, problem=problem) if operation_id in self._waiting:
                self._waiting.pop(operation_id)(problem)
            case _:
                pass
