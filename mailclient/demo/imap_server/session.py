"""What one connection of the IMAP server knows: who is logged in, which mailbox is selected, what is to be sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mailclient.demo.accounts import REFUSED_PASSWORD
from mailclient.demo.imap_server.answer import RefusalError
from mailclient.demo.imap_server.view import Manner, View
from mailclient.demo.mail_store import MailStore

CAPABILITIES = (
    "IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE SPECIAL-USE CREATE-SPECIAL-USE LIST-EXTENDED LIST-STATUS "
    "STATUS=SIZE CHILDREN NAMESPACE ID UNSELECT ENABLE ESEARCH MULTIAPPEND CONDSTORE QRESYNC"
)


@dataclass(frozen=True, slots=True)
class Later:
    """A command that goes on with the client's next line: ``prompt`` is sent now, ``on_line`` gets the line.

    ``on_line`` gives the text of the final OK, or another ``Later``. With ``live``, changes are told meanwhile.
    """

    prompt: bytes
    on_line: "Callable[[bytes], str | Later]"
    live: bool = False


class Session:
    """``stores`` are all people who may log in, by address. ``on_change``: the selected mailbox changed."""

    def __init__(self, stores: Mapping[str, MailStore], on_change: Callable[[], None]) -> None:
        self._stores = stores
        self._on_change = on_change
        self._output = bytearray()
        self.store: MailStore | None = None
        self.view: View | None = None
        self.condstore = False
        self.qresync = False
        self.ended = False
        self.tag = "*"
        """The tag of the command that is being done."""

    def send(self, *lines: bytes) -> None:
        """Put finished answers (with line ends) into the output."""
        for line in lines:
            self._output += line

    def take_output(self) -> bytes:
        """What is to be sent; it is given once."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def log_in(self, user: str, password: str) -> None:
        """Let a person of the demonstration in, with any password but one."""
        store = self._stores.get(user.strip().lower())
        if store is None or password == REFUSED_PASSWORD:
            raise RefusalError("Wrong user name or password", "AUTHENTICATIONFAILED")
        self.store = store

    @property
    def own_store(self) -> MailStore:
        """The mailboxes of who is logged in."""
        if self.store is None:
            raise RefusalError("Log in first")
        return self.store

    @property
    def selected(self) -> View:
        """The selected mailbox."""
        if self.view is None:
            raise RefusalError("No mailbox selected")
        return self.view

    @property
    def writable(self) -> View:
        """The selected mailbox, which must not have been opened with EXAMINE."""
        if self.selected.read_only:
            raise RefusalError("Mailbox is read-only", "READ-ONLY")
        return self.selected

    def open_view(self, view: View) -> None:
        """Select a mailbox in place of the former one."""
        self.close_view()
        self.view = view
        view.mailbox.watchers.add(self._on_change)

    def close_view(self) -> None:
        """Leave the selected mailbox, if any."""
        if self.view is not None:
            self.view.mailbox.watchers.discard(self._on_change)
            self.view = None

    def manner(self, *, by_uid: bool = False) -> Manner:
        """How changes are told to this client."""
        return Manner(with_uid=by_uid, with_modseq=self.condstore, vanished=self.qresync)

    def tell_changes(self, *, by_uid: bool = False, expunge: bool = True) -> None:
        """Send what changed in the selected mailbox since the client was last told."""
        if self.view is not None:
            self.send(*self.view.changes(self.manner(by_uid=by_uid), expunge=expunge))

    def tell_flags(self, uids: Iterable[int], *, by_uid: bool) -> None:
        """Send the flags of these messages, changed or not."""
        view = self.selected
        for uid in uids:
            if mail := view.mail(uid):
                self.send(view.flag_line(view.number(uid), mail, self.manner(by_uid=by_uid)))
