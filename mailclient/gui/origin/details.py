"""The details of who sent a message: what was checked by whom, what is odd, whose word counts, which way it took."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mailclient.bridge import events
from mailclient.bridge.commands import VerifyOrigin
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import link_row, text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.origin.believed import BelievedDialog
from mailclient.gui.origin.mark import MARKS
from mailclient.gui.origin.way import Way
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.origin import (
    DetailRow,
    believed_sentence,
    claim_rows,
    finding_sentence,
    first_contact_sentence,
    ignored_sentence,
    origin_sentence,
    signature_row,
)
from mailclient.language.problems import problem_text
from mailclient.mail.account import Account
from mailclient.mail.ids import MessageId
from mailclient.mail.problem import Problem
from mailclient.mail.verdict import Standing, Verdict
from mailclient.store.reader import Reader

_RESULT_MARKS = {Standing.GOOD: ("circle-check", "good"), Standing.FAILED: ("circle-x", "danger")}


class OriginDetails(QDialog):
    """Of one message. "Check now" sends ``VerifyOrigin``; refreshed by ``OriginVerified`` and ``AccountsChanged``."""

    def __init__(self, reader: Reader, link: EngineLink, message_id: MessageId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Who sent it"))
        self.resize(600, 620)
        self._reader, self._link, self._message_id = reader, link, message_id
        # The answer may come when the dialog is closed: it goes nowhere then.
        self._open = True
        self.finished.connect(self._leave)
        self._checking = False
        self._problem: Problem | None = None
        self.check_now = text_button(tr("Check now"), "link")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        close = text_button(tr("Close"), "primary")
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self._scroll, 1)
        column.addLayout(bottom)
        link.received.connect(self._receive)
        self._show()

    def _leave(self) -> None:
        self._open = False

    def _receive(self, event: events.AnyEvent) -> None:
        if isinstance(event, events.AccountsChanged) or (
            isinstance(event, events.OriginVerified) and event.message_id == self._message_id
        ):
            self._show()

    def _check(self) -> None:
        self._checking, self._problem = True, None
        self._link.request(VerifyOrigin(fresh_request_id(), self._message_id), self._answer)
        self._show()

    def _answer(self, answer: events.Finished | events.Failed) -> None:
        if self._open:
            self._checking = False
            self._problem = answer.problem if isinstance(answer, events.Failed) else None
            self._show()

    def _change(self, account: Account) -> None:
        BelievedDialog(self._link, account, self._reader.receiving_server(account.id), self).open()

    def _show(self) -> None:
        verdict = self._reader.verdict(self._message_id)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, tokens.SPACE_8, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addLayout(_head(verdict))
        self._show_claims(column, verdict)
        self._show_check(column, verdict)
        odd = [finding_sentence(finding, verdict) for finding in verdict.findings]
        if odd:
            _section(column, tr("What is unusual"))
            for sentence in odd:
                column.addWidget(_words(sentence))
        if verdict.origin.hops:
            _section(column, tr("The way it took"))
            column.addWidget(Way(verdict.origin.hops, datetime.now().astimezone().tzinfo))
        column.addStretch(1)
        self._scroll.setWidget(page)

    def _show_claims(self, column: QVBoxLayout, verdict: Verdict) -> None:
        account = self._account()
        if account is None:
            return
        _section(column, tr("By the server that receives your mail"))
        server = self._reader.receiving_server(account.id)
        column.addWidget(_words(believed_sentence(verdict, server, account.settings.email)))
        _rows(column, claim_rows(verdict))
        ignored = ignored_sentence(verdict)
        if ignored:
            column.addWidget(_words(ignored))
        change = text_button(tr("Whose results count…"), "link")
        change.clicked.connect(lambda: self._change(account))
        column.addLayout(link_row(change))

    def _show_check(self, column: QVBoxLayout, verdict: Verdict) -> None:
        _section(column, tr("By this computer"))
        if verdict.check is not None:
            _rows(column, [signature_row(signature) for signature in verdict.check.signatures])
        elif not verdict.can_check:
            column.addWidget(_words(tr("There is no signature to be checked.")))
        if self._problem is not None:
            column.addWidget(_words(str(problem_text(self._problem))))
        if verdict.can_check:
            self.check_now = text_button(tr("Checking…") if self._checking else tr("Check now"), "link")
            self.check_now.setEnabled(not self._checking)
            self.check_now.clicked.connect(self._check)
            note = _words(tr("The sender's name servers are asked for the key, and so may learn that you read this."))
            note.setProperty("kind", "meta")
            column.addWidget(note)
            column.addLayout(link_row(self.check_now))

    def _account(self) -> Account | None:
        message = self._reader.message(self._message_id)
        owner = None if message is None else message.received_by or message.row.account_id
        return next((account for account in self._reader.accounts() if account.id == owner), None)


def _head(verdict: Verdict) -> QHBoxLayout:
    icon, colour = MARKS[verdict.standing]
    sentence = PlainLabel(origin_sentence(verdict), wordWrap=True)
    sentence.setProperty("kind", "title")
    sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words = QVBoxLayout()
    words.setSpacing(tokens.SPACE_4)
    words.addWidget(sentence)
    if verdict.first_contact:
        words.addWidget(_words(first_contact_sentence(verdict)))
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_12)
    row.addWidget(IconLabel(icon, tokens.ICON, colour), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row


def _section(column: QVBoxLayout, title: str) -> None:
    column.addSpacing(tokens.SPACE_12)
    label = PlainLabel(title)
    label.setProperty("kind", "strong")
    column.addWidget(label)


def _words(text: str) -> PlainLabel:
    label = PlainLabel(text, wordWrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rows(column: QVBoxLayout, rows: list[DetailRow]) -> None:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.SPACE_8)
    grid.setVerticalSpacing(tokens.SPACE_4)
    grid.setColumnStretch(2, 1)
    for number, row in enumerate(rows):
        icon, colour = _RESULT_MARKS.get(row.standing, ("circle-minus", "muted"))
        grid.addWidget(IconLabel(icon, tokens.ICON_SMALL, colour), number, 0)
        name = PlainLabel(row.name)
        name.setProperty("kind", "meta")
        grid.addWidget(name, number, 1)
        grid.addWidget(_words(row.words), number, 2)
    if rows:
        column.addLayout(grid)
