"""A selected mailbox as one client knows it: which messages by which numbers, with which flags.

Nothing is queued. What the client was told last is kept, and ``changes`` compares it with the mailbox; so no change
can be lost or told twice, whoever made it (RFC 3501 section 5.2, RFC 7162).
"""

from dataclasses import dataclass

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError
from mailclient.demo.imap_server.sequence_set import SequenceSet
from mailclient.demo.mailbox import SYSTEM_FLAGS, Mail, Mailbox


@dataclass(frozen=True, slots=True)
class Manner:
    """How this client wants to be told."""

    with_uid: bool = False
    with_modseq: bool = False
    vanished: bool = False


class View:
    """``uids`` in the order of the message numbers. A read-write view takes the \\Recent marks for itself."""

    def __init__(self, mailbox: Mailbox, *, read_only: bool) -> None:
        self.mailbox = mailbox
        self.read_only = read_only
        self.uids = sorted(mailbox.mail)
        self.recent: set[int] = set()
        self._told = {uid: mail.flags for uid, mail in mailbox.mail.items()}
        self._keywords = len(mailbox.keywords)
        self._take_recent(self.uids)

    def number(self, uid: int) -> int:
        """The message number of a UID of this view."""
        return self.uids.index(uid) + 1

    def mail(self, uid: int) -> Mail | None:
        """The message, or None when another client has removed it meanwhile."""
        return self.mailbox.mail.get(uid)

    def resolve(self, text: str, *, by_uid: bool) -> list[int]:
        """The UIDs of a message set; numbers that do not exist are an error, UIDs that do not exist are not."""
        wanted = sequence_set.parse(text)
        if by_uid:
            return sequence_set.select(self.uids, wanted)
        self._check_numbers(wanted)
        numbers = sequence_set.select(range(1, len(self.uids) + 1), wanted)
        return [self.uids[number - 1] for number in numbers]

    def told(self, mail: Mail) -> None:
        """The client has just been told this message's flags, or knows them."""
        self._told[mail.uid] = mail.flags

    def is_told(self, mail: Mail) -> bool:
        """Whether the client knows this message's flags as they are now."""
        return self._told.get(mail.uid) == mail.flags

    def flags(self, mail: Mail) -> bytes:
        """FLAGS with its list."""
        flags = sorted(mail.flags) + (["\\Recent"] if mail.uid in self.recent else [])
        return b"FLAGS (" + " ".join(flags).encode("ascii") + b")"

    def flag_lists(self) -> list[bytes]:
        """The FLAGS and PERMANENTFLAGS answers."""
        known = " ".join([*SYSTEM_FLAGS, *self.mailbox.keywords.values()])
        permanent = "" if self.read_only else f"{known} \\*"
        return [
            f"* FLAGS ({known})\r\n".encode("ascii"),
            f"* OK [PERMANENTFLAGS ({permanent})] Flags permitted.\r\n".encode("ascii"),
        ]

    def changes(self, manner: Manner, *, expunge: bool = True) -> list[bytes]:
        """The untagged answers that bring the client up to date; with ``expunge`` false, removals wait."""
        lines = self._removals(manner) if expunge else []
        lines += self._arrivals()
        if len(self.mailbox.keywords) != self._keywords:
            self._keywords = len(self.mailbox.keywords)
            lines += self.flag_lists()
        for number, uid in enumerate(self.uids, start=1):
            mail = self.mail(uid)
            if mail is not None and self._told[uid] != mail.flags:
                lines.append(self.flag_line(number, mail, manner))
        return lines

    def flag_line(self, number: int, mail: Mail, manner: Manner) -> bytes:
        """An untagged FETCH with the flags."""
        self.told(mail)
        items = [b"UID %d" % mail.uid] if manner.with_uid or manner.vanished else []
        items.append(self.flags(mail))
        if manner.with_modseq:
            items.append(b"MODSEQ (%d)" % mail.modseq)
        return b"* %d FETCH (%b)\r\n" % (number, b" ".join(items))

    def _removals(self, manner: Manner) -> list[bytes]:
        gone = [uid for uid in self.uids if uid not in self.mailbox.mail]
        if not gone:
            return []
        numbers = [self.number(uid) for uid in gone]
        for uid in gone:
            del self._told[uid]
            self.recent.discard(uid)
        self.uids = [uid for uid in self.uids if uid in self._told]
        if manner.vanished:
            return [b"* VANISHED %b\r\n" % sequence_set.write(gone).encode("ascii")]
        return [b"* %d EXPUNGE\r\n" % number for number in reversed(numbers)]

    def _arrivals(self) -> list[bytes]:
        newest = self.uids[-1] if self.uids else 0
        arrived = [uid for uid in self.mailbox.mail if uid > newest and uid not in self._told]
        if not arrived:
            return []
        self.uids += arrived
        self._take_recent(arrived)
        self._told.update({uid: self.mailbox.mail[uid].flags for uid in arrived})
        return [b"* %d EXISTS\r\n" % len(self.uids), b"* %d RECENT\r\n" % len(self.recent)]

    def _take_recent(self, uids: list[int]) -> None:
        for uid in uids:
            mail = self.mailbox.mail[uid]
            if mail.recent:
                self.recent.add(uid)
                mail.recent = self.read_only

    def _check_numbers(self, wanted: SequenceSet) -> None:
        count = len(self.uids)
        if any(low < 1 or high > count for low, high in wanted.spans(count)):
            raise BadCommandError("No message with this number")
