"""What a message pane shows of the protection of its message: opens it, marks it, says what is wrong."""

from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mailclient.bridge import events
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.attached_reading import ATTACHED
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Rank
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.message_view.stranger_text import address_text, name_text, signer_text
from mailclient.gui.protection.details import Action, ProtectionDetails
from mailclient.gui.protection.key_deeds import KeyDeeds
from mailclient.gui.protection.lock_bar import LockBar
from mailclient.gui.protection.mark import ProtectionMark, mark_icons
from mailclient.gui.protection.opened_reader import OpenedReader
from mailclient.gui.protection.opening import MessageOpening, Opened
from mailclient.gui.protection.progress import OpeningProgress
from mailclient.language import tr
from mailclient.language.protection_details import facts
from mailclient.language.protection_mark import Tone, is_partly_encrypted, mark_sentence, mark_tone
from mailclient.mail.body import Body
from mailclient.mail.problem import Problem
from mailclient.mail.protection import Covers, Encryption, Protection, Signature, SignatureVerdict, System
from mailclient.store.rows import StoredMessage

_NAME = 28
"""Characters of a signer's name in the mark: how it is known must be read, too, where there is little room."""
_TELLING = {SignatureVerdict.UNKNOWN_KEY, SignatureVerdict.UNTRUSTED, SignatureVerdict.GOOD_OTHER_SENDER}
"""Verdicts that another key, or another word about one, may change."""


class ProtectionShowing(QObject):
    """Of one pane. ``begin`` with each body that is to be shown; ``end`` when another message is.

    Messages are opened as soon as ``see`` is called, once; what is opened is laid over the store in ``reader`` and let
    go at ``end``. Refreshed by ``KeysChanged``: what was not known may be known now.
    """

    changed = Signal()
    """There is something else to be shown of the message: read it again."""

    def __init__(
        self, reader: OpenedReader, link: EngineLink, mark: ProtectionMark, bars: BodyBars, window: QWidget
    ) -> None:
        super().__init__(window)
        self._reader, self._mark, self._bars, self._window = reader, mark, bars, window
        self._message: StoredMessage | None = None
        self._body: Body | None = None
        self._opened: Opened | None = None
        self._given: Opened | None = None
        self._inherited = False
        self._problem: Problem | None = None
        self._seen = False
        self.keys = KeyDeeds(reader, link, window)
        self.opening = MessageOpening(link, self)
        self.opening.opened.connect(self._take)
        self.opening.failed.connect(self._fail)
        self.progress = OpeningProgress(bars)
        self.progress.due.timeout.connect(lambda: bars.put(self.progress, Rank.BEGINNING))
        self.lock = LockBar(self.again, self.keys.show, bars)
        self.bar, self.failure, self.news = (Bar(parent=bars) for _ in range(3))
        for bar in (self.bar, self.failure, self.news):
            bar.hide()
        self.keys.told.connect(self._tell_news)
        self.keys.failed.connect(self._tell_failure)
        mark.clicked.connect(self.open_details)
        link.received.connect(self._receive)

    @property
    def protection(self) -> Protection | None:
        """What is known of the message that is shown; None while it is not."""
        return self._opened.protection if self._opened is not None else None

    @property
    def is_secret(self) -> bool:
        """Whether what is shown was encrypted: it must not get out, and nothing may come in."""
        return self._inherited or (self._opened is not None and self._opened.is_secret)

    def inherit(self, secret: bool) -> None:
        """What is shown came inside a message that was (or was not) encrypted."""
        self._inherited = secret

    @property
    def is_locked(self) -> bool:
        """Whether the message is encrypted and what is shown is not what is inside."""
        return (
            self._body is not None
            and self._body.cover is not None
            and self._body.cover.encrypted
            and (self._opened is None or self._opened.clear is None)
        )

    def give(self, opened: Opened) -> None:
        """The next message was opened already."""
        self._given = opened

    def begin(self, message: StoredMessage, body: Body) -> bool:
        """Tell of this message; whether its ``body`` may be shown now. ``changed`` follows when it may be later."""
        self._message, self._body = message, body
        if self._given is not None:
            self._opened, self._given = self._given, None
        if self._opened is not None:
            self._tell(self._opened)
            return True
        if body.cover is None:
            self._mark.clear()
            return True
        if self._problem is not None:
            self._mark.tell_failed(body.cover)
            return True
        self._mark.promise(body.cover, begun=self._seen)
        if self._seen and not self.opening.running:
            self._open()
        return not body.cover.encrypted and bool(body.text.strip() or body.html)

    def see(self) -> None:
        """The message is before the eyes: open it now, if it is to be opened."""
        if self._seen:
            return
        self._seen = True
        waiting = self._opened is None and self._problem is None
        if waiting and self._message is not None and self._body is not None and self._body.cover is not None:
            self._mark.promise(self._body.cover, begun=True)
            self._open()

    def again(self) -> None:
        """Try once more."""
        self._clear_bars()
        self._reader.let_go()
        self._opened = self._problem = None
        self._seen = True
        self.changed.emit()

    def end(self) -> None:
        """Another message, or none, is shown: nothing of this one is kept."""
        self.opening.cancel()
        self._reader.let_go()
        self._message = self._body = self._opened = self._problem = None
        self._seen = False
        self._clear_bars()
        self._mark.clear()

    def open_details(self) -> None:
        """What is behind the mark."""
        if self._opened is None or self._message is None:
            return
        protection, sender = self._opened.protection, self._sender()
        signature = protection.signature
        made = ""
        if signature is not None and signature.time is not None:
            made = full_moment_text(datetime.fromtimestamp(signature.time).astimezone())
        name = self._name(signature)
        ProtectionDetails(
            (mark_icons(protection), str(mark_tone(protection))),
            mark_sentence(protection, name, address_text(sender)),
            facts(protection, sender, made, name_text),
            self._actions(signature, sender),
            self._window,
        ).open_below(self._mark)

    # --- what comes -----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        assert self._message is not None
        message_id = self._message.row.id
        self.progress.begin(self._message.row.size)
        whole = self._reader.whole(message_id) if message_id == ATTACHED else None
        if whole is not None:
            self.opening.open_bytes(whole)
        else:
            self.opening.open_message(message_id)

    def _take(self, opened: Opened) -> None:
        if self._message is None or self._says_the_same(opened):
            return
        self._opened, self._problem = opened, None
        self._clear_bars()
        self._reader.let_go()
        if opened.clear is not None:
            self._reader.lay(self._message.row.id, opened.clear, trusts_sender=vouches(opened))
        self.changed.emit()

    def _says_the_same(self, opened: Opened) -> bool:
        """It was opened once more, and nothing has to be painted anew."""
        before = self._opened
        if before is None or opened.protection != before.protection or (opened.clear is None) != (before.clear is None):
            return False
        self.progress.due.stop()
        self._bars.withdraw(self.progress)
        return True

    def _fail(self, problem: Problem) -> None:
        self._problem = problem
        self._clear_bars()
        self.changed.emit()
        self.failure.tell_problem(problem)
        self.failure.add_action(tr("Try again"), self.again)
        self._bars.put(self.failure, Rank.PROBLEM)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Progress(work=events.Work.OPENING, message_id=message_id, done=done, total=total):
                if self._message is not None and message_id == self._message.row.id:
                    self.progress.tell(done, total)
            case events.KeysChanged() if self._may_differ():
                self._open()
            case _:
                pass

    def _may_differ(self) -> bool:
        """Whether other keys may say something else of it: better, or, where one was rejected, worse."""
        if self._opened is None or self._message is None or self.opening.running:
            return False
        encryption = self._opened.protection.encryption
        locked = encryption is not None and not encryption.decrypted and encryption.reason == "key_missing"
        return locked or self._opened.protection.signature is not None

    # --- what is said ---------------------------------------------------------------------------------------------

    def _tell(self, opened: Opened) -> None:
        protection, sender = opened.protection, address_text(self._sender())
        signature, encryption = protection.signature, protection.encryption
        name = self._name(signature)
        self._mark.tell(protection, name, sender)
        if encryption is not None and not encryption.decrypted:
            self.tell_locked_part(encryption)
        tone = mark_tone(protection)
        partly = signature is not None and signature.covers is not Covers.ALL
        if signature is not None and (tone is Tone.DANGER or partly):
            words = mark_sentence(Protection(signature), name, sender)
            self._put_bar(words, tone)
        elif is_partly_encrypted(encryption):
            self._put_bar(mark_sentence(Protection(None, encryption), name, sender), tone)
        elif self._reader.other_sender:
            inside = address_text(self._reader.other_sender)
            words = tr("Inside, the message names {address} as its sender; nothing confirms that.", address=inside)
            self._put_bar(words, Tone.DANGER)
        elif opened.clear is not None and opened.clear.body.blocked_remote:
            self.news.tell(tr("Pictures from the web are never loaded into a protected message."), icon="image-off")
            self._bars.put(self.news, Rank.LIST)

    def tell_locked_part(self, encryption: Encryption) -> None:
        """A part of the message could not be opened."""
        self.lock.tell_locked(encryption)
        self._bars.put(self.lock, Rank.PROBLEM)

    def _put_bar(self, words: str, tone: Tone) -> None:
        dangerous = tone is Tone.DANGER
        self.bar.tell(words, tone="danger" if dangerous else "warning", icon="badge-x" if dangerous else "badge-alert")
        self.bar.add_action(tr("Details"), self.open_details)
        self._bars.put(self.bar, Rank.DECEPTION)

    def _tell_news(self, words: str) -> None:
        if words:
            self.news.tell(words, icon="key-round")
            self._bars.put(self.news, Rank.SPECIAL)

    def _tell_failure(self, problem: Problem) -> None:
        self._bars.withdraw(self.news)
        self.failure.tell_problem(problem)
        self._bars.put(self.failure, Rank.PROBLEM)

    def _clear_bars(self) -> None:
        self.progress.due.stop()
        self._bars.withdraw(self.progress, self.lock, self.bar, self.failure, self.news)

    def _actions(self, signature: Signature | None, sender: str) -> list[Action]:
        if signature is None:
            return []
        signer, keys = signature.signer, self.keys
        if signature.verdict is SignatureVerdict.UNKNOWN_KEY:
            return [(tr("Look up the key…"), lambda: keys.ask_look_up(sender))] if sender else []
        if signer is None:
            return []
        actions: list[Action] = []
        if signature.verdict is SignatureVerdict.UNTRUSTED and sender.casefold() in _lower(signer.addresses):
            accept = tr("Accept this certificate…") if signature.system is System.SMIME else tr("Accept this key…")
            actions.append((accept, lambda: keys.ask_accept(signer, sender, signature.system)))
        if signature.system is System.OPENPGP and signature.verdict in (*_TELLING, SignatureVerdict.GOOD):
            actions.append((tr("Compare the fingerprint…"), lambda: keys.compare(signer.fingerprint, sender)))
        show = tr("Show the certificate") if signature.system is System.SMIME else tr("Show the key")
        actions.append((show, lambda: keys.show(signer.fingerprint)))
        return actions

    def _sender(self) -> str:
        """The address that is shown as the sender; "" for none."""
        shown = self._reader.message(self._message.row.id) if self._message is not None else None
        return shown.envelope.from_[0].address if shown is not None and shown.envelope.from_ else ""

    def _name(self, signature: Signature | None) -> str:
        signer = signature.signer if signature is not None else None
        name = signer_text(signer.name) if signer is not None else ""
        cut = name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"
        return cut or address_text(self._sender())


def vouches(opened: Opened) -> bool:
    """Whether a good signature says who sent it: then it is them, whoever passed it on."""
    signature = opened.protection.signature
    return signature is not None and signature.verdict is SignatureVerdict.GOOD and signature.covers is Covers.ALL


def _lower(addresses: tuple[str, ...]) -> set[str]:
    return {address.casefold() for address in addresses}
