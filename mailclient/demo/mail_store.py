"""All mailboxes of one person, as a tree of names with "/" between levels."""

from mailclient.demo.mailbox import Mailbox

DELIMITER = "/"
INBOX = "INBOX"
NAME_LIMIT = 500
"""Characters of a mailbox name."""

DEPTH_LIMIT = 20

SPECIAL_MAILBOXES = {
    "Drafts": "\\Drafts",
    "Sent": "\\Sent",
    "Archive": "\\Archive",
    "Junk": "\\Junk",
    "Trash": "\\Trash",
}


class MailStoreError(Exception):
    """The change of the tree is not possible; ``code`` is the response code of RFC 5530."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class MailStore:
    """The mailboxes of ``address``. ``uid_validity`` is that of the first mailboxes; later ones count on from it."""

    def __init__(self, address: str, uid_validity: int) -> None:
        self.address = address
        self._next_validity = uid_validity
        self.mailboxes: dict[str, Mailbox] = {}
        self.create(INBOX)
        for name, use in SPECIAL_MAILBOXES.items():
            self.create(name).special_use = use

    @property
    def inbox(self) -> Mailbox:
        """Where new mail arrives."""
        return self.mailboxes[INBOX]

    def find(self, name: str) -> Mailbox | None:
        """The mailbox of this name, or None; INBOX is found in any case (RFC 3501 section 5.1)."""
        return self.mailboxes.get(_canonical(name))

    def existing(self, name: str) -> Mailbox:
        """The mailbox of this name; NONEXISTENT when there is none."""
        mailbox = self.find(name)
        if mailbox is None:
            raise MailStoreError("NONEXISTENT", "No such mailbox")
        return mailbox

    def create(self, name: str, special_use: str = "") -> Mailbox:
        """Make a mailbox, with those above it where they are missing."""
        name = _checked(name)
        if name in self.mailboxes:
            raise MailStoreError("ALREADYEXISTS", "Mailbox already exists")
        levels = name.split(DELIMITER)
        for depth in range(1, len(levels)):
            parent = DELIMITER.join(levels[:depth])
            if parent not in self.mailboxes:
                self.mailboxes[parent] = Mailbox(parent, self._validity())
        self.mailboxes[name] = mailbox = Mailbox(name, self._validity(), special_use)
        return mailbox

    def delete(self, name: str) -> None:
        """Remove a mailbox and its mail; one with others below it stays as a name that cannot be selected."""
        mailbox = self.existing(name)
        if mailbox.name == INBOX:
            raise MailStoreError("CANNOT", "INBOX cannot be deleted")
        if self.has_children(mailbox.name):
            if not mailbox.selectable:
                raise MailStoreError("HASCHILDREN", "Mailbox has children")
            mailbox.expunge(list(mailbox.mail))
            mailbox.selectable = False
            return
        del self.mailboxes[mailbox.name]
        mailbox.expunge(list(mailbox.mail))
        mailbox.selectable = False

    def rename(self, old: str, new: str) -> None:
        """Give a mailbox and those below it a new name; INBOX gives its mail away and stays (RFC 3501 6.3.5)."""
        mailbox = self.existing(old)
        new = _checked(new)
        if new in self.mailboxes:
            raise MailStoreError("ALREADYEXISTS", "Mailbox already exists")
        if mailbox.name == INBOX:
            target = self.create(new)
            for mail in mailbox.mail.values():
                target.add(mail.data, mail.flags, mail.received)
            mailbox.expunge(list(mailbox.mail))
            return
        if new.startswith(mailbox.name + DELIMITER):
            raise MailStoreError("CANNOT", "A mailbox cannot be moved below itself")
        parent = new.rpartition(DELIMITER)[0]
        if parent and parent not in self.mailboxes:
            self.create(parent)
        renamed = [name for name in self.mailboxes if name == mailbox.name or self._is_below(name, mailbox.name)]
        old_name = mailbox.name
        for name in renamed:
            moved = self.mailboxes.pop(name)
            moved.name = new + name[len(old_name) :]
            self.mailboxes[moved.name] = moved

    def has_children(self, name: str) -> bool:
        """Whether a mailbox stands below this one."""
        return any(self._is_below(other, name) for other in self.mailboxes)

    def _validity(self) -> int:
        self._next_validity += 1
        return self._next_validity - 1

    @staticmethod
    def _is_below(name: str, parent: str) -> bool:
        return name.startswith(parent + DELIMITER)


def _canonical(name: str) -> str:
    first, slash, rest = name.partition(DELIMITER)
    return (INBOX if first.upper() == INBOX else first) + slash + rest


def _checked(name: str) -> str:
    """The canonical name; one trailing delimiter only says that children will follow (RFC 3501 section 6.3.3)."""
    name = _canonical(name.removesuffix(DELIMITER))
    levels = name.split(DELIMITER)
    if not name or "" in levels or len(name) > NAME_LIMIT or len(levels) > DEPTH_LIMIT:
        raise MailStoreError("CANNOT", "Invalid mailbox name")
    if any(ord(character) < 32 or character in "*%\x7f" for character in name):
        raise MailStoreError("CANNOT", "Invalid character in mailbox name")
    return name
