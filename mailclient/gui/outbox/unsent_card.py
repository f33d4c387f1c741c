"""One message of the outbox: what, to whom, how it stands, and what can be done about that."""

import time
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import ElidedLabel, IconLabel
from mailclient.gui.outbox.outbox import Outbox
from mailclient.gui.outbox.refused_people import RefusedPeople
from mailclient.gui.outbox.words import LOOKS, server_words, standing_words, why_words
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.language.sending import people_words, refusal_words, remedy_words
from mailclient.language.size import size_text
from mailclient.mail.refusal import Remedy, remedy_for
from mailclient.store.rows import OutboxRow, Standing

_BY_EDITING = (Remedy.EDIT_RECIPIENT, Remedy.SHORTEN, Remedy.EDIT_MESSAGE, Remedy.CHANGE_SENDER)
_REASONS = 5
"""Recipients of whom it is said why, where nobody got it."""
_ON_ITS_WAY = (Standing.SENDING, Standing.UNFILED)


class UnsentCard(QFrame):
    """Built anew when its message stands otherwise; ``tell_time`` counts down. ``over``: what questions stand over."""

    def __init__(self, message: OutboxRow, outbox: Outbox, over: QWidget) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.message, self._outbox, self._over = message, outbox, over
        self._standing = message.standing(time.time())
        self.people: RefusedPeople | None = None
        self.deeds: dict[str, QPushButton] = {}
        """By what they do: send, arrived, resend, edit, dismiss, delete, details."""
        subject = ElidedLabel(message.subject or tr("(no subject)"))
        subject.setProperty("kind", "strong")
        to_whom = tr("to {recipients}", recipients=people_words(message.recipients))
        recipients = ElidedLabel(" · ".join((to_whom, size_text(message.size))))
        recipients.setProperty("kind", "meta")
        self.state = PlainLabel(wordWrap=True)
        self._details = PlainLabel(server_words(message), wordWrap=True)
        self._column = QVBoxLayout()
        self._column.setSpacing(tokens.SPACE_4)
        for widget in (subject, recipients, self.state):
            self._column.addWidget(widget)
        self._add_reasons()
        self._column.addLayout(self._buttons())
        icon, colour = LOOKS[self._standing]
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_12, tokens.SPACE_8)
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(IconLabel(icon, tokens.ICON, colour), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tell_time(time.time())

    def tell_time(self, now: float) -> bool:
        """Say how it stands at ``now`` (epoch seconds); False when it stands so differently that it is built anew."""
        if self.message.standing(now) is not self._standing:
            return False
        words = standing_words(self.message, now)
        if words != self.state.text():
            self.state.setText(words)
            self.setAccessibleName(f"{self.message.subject or tr('(no subject)')}: {words}")
        return True

    def _add_reasons(self) -> None:
        why = why_words(self.message, time.time())
        if why:
            reason = PlainLabel(why, wordWrap=True)
            reason.setProperty("kind", "muted")
            self._column.addWidget(reason)
        if self._standing is Standing.FAILED:
            for refusal in self.message.refusals_left[:_REASONS]:
                reason = PlainLabel(" ".join((f"{refusal.address}:", *refusal_words(refusal))).strip(), wordWrap=True)
                reason.setProperty("kind", "meta")
                self._column.addWidget(reason)
        if self._standing is Standing.REFUSED:
            self.people = RefusedPeople(self.message.refusals_left)
            self.people.changed.connect(self._people_changed)
            self._column.addWidget(self.people)
        self._details.setProperty("kind", "meta")
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details.hide()
        self._column.addWidget(self._details)

    def _buttons(self) -> QHBoxLayout:
        message, outbox = self.message, self._outbox
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        self._row = row
        match self._standing:
            case Standing.REFUSED:
                self._add("resend", tr("Send again to these"), self._resend)
                self._add("dismiss", tr("Leave it so"), lambda: outbox.dismiss(message))
                self._people_changed()
            case Standing.IN_DOUBT:
                self._add("send", tr("Send again"), lambda: outbox.send_now(message))
                self._add("arrived", tr("It has arrived"), lambda: outbox.count_as_sent(message))
            case Standing.RETRYING:
                self._add("send", tr("Try now"), lambda: outbox.send_now(message))
            case Standing.FAILED:
                self._add_remedy()
                self._add("send", tr("Send again"), lambda: outbox.send_now(message))
            case Standing.SENDING:
                pass
            case _:
                self._add("send", tr("Send now"), lambda: outbox.send_now(message))
                if self._standing is Standing.PLANNED:
                    self._add("later", tr("Change time…"), self._ask_time)
        if self._standing not in (*_ON_ITS_WAY, Standing.REFUSED):
            if "edit" not in self.deeds:
                self._add("edit", tr("Edit"), lambda: outbox.edit(message))
            words = tr("Stop sending") if message.delivered else tr("Delete")
            self._add("delete", words, lambda: outbox.delete(message, self._over))
        if self._details.text():
            self._add("details", tr("Details"), lambda: self._details.setVisible(self._details.isHidden()))
        row.addStretch(1)
        return row

    def _add(self, name: str, text: str, act: object) -> None:
        button = text_button(text, "link")
        if not self.deeds:
            button.setProperty("edge", "start")
        button.clicked.connect(act)
        self.deeds[name] = button
        self._row.addWidget(button)

    def _add_remedy(self) -> None:
        """What helps comes first."""
        problem = self.message.problem
        remedy = remedy_for(problem.kind, self.message.refusals_left) if problem is not None else Remedy.SEND_LATER
        if remedy in _BY_EDITING:
            self._add("edit", remedy_words(remedy), lambda: self._outbox.edit(self.message))

    def _ask_time(self) -> None:
        from mailclient.gui.composer.schedule.time_dialog import TimeDialog

        planned = datetime.fromtimestamp(self.message.send_at or self.message.not_before, UTC).astimezone()
        dialog = TimeDialog(planned, self._over)
        dialog.chosen.connect(lambda at: self._outbox.send_at(self.message, at.timestamp()))
        dialog.open()

    def _resend(self) -> None:
        if self.people is not None and self.people.people:
            self._outbox.resend(self.message, self.people.people)

    def _people_changed(self) -> None:
        button = self.deeds.get("resend")
        if button is not None and self.people is not None:
            button.setEnabled(bool(self.people.people))
