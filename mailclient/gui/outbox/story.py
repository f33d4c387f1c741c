"""What became of a message that was sent: one quiet line above it, the details one click away."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.icon_label import IconLabel
from mailclient.gui.message_view.moment import moment_text
from mailclient.gui.message_view.wall_time import local_now
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.sending import recipient_line, recipient_sentence, story_sentence
from mailclient.mail.delivery_story import DeliveryStory, HandedIn, RecipientStory, Stage
from mailclient.mail.ids import MessageId

_SHOWN = 20
"""Recipients in the details; who wrote to thousands looks at the trouble first."""
_TROUBLE = (Stage.FAILED, Stage.REFUSED, Stage.DELAYED)
_LATE_SECONDS = 120.0


class StoryLine(QWidget):
    """Shows ``story``; ``open_message`` shows the report, receipt or answer that a line speaks of."""

    def __init__(self, story: DeliveryStory, open_message: Callable[[MessageId], object]) -> None:
        super().__init__()
        self._story, self._open_message = story, open_message
        sentence = story_sentence(story)
        self.setAccessibleName(sentence)
        self.sentence = PlainLabel(sentence, wordWrap=True)
        self.sentence.setProperty("kind", "meta")
        self.more = text_button(tr("Details"), "link")
        self.more.clicked.connect(self._unfold)
        self.details: QWidget | None = None
        icon, colour = _look(story)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(IconLabel(icon, tokens.ICON_SMALL, colour), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_4)
        self._column.addLayout(row)

    def _unfold(self) -> None:
        if self.details is None:
            self.details = self._build()
            self._column.addWidget(self.details)
        else:
            self.details.setVisible(self.details.isHidden())

    def _build(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(tokens.ICON_SMALL + tokens.SPACE_8, 0, 0, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_4)
        for handed in self._story.handed_in[-_SHOWN:]:
            said = f"\n{handed.server}: {handed.reply}" if handed.reply else ""
            column.addWidget(_line(_handed_in_words(handed) + said))
        people = sorted(self._story.recipients, key=lambda one: one.stage not in _TROUBLE)
        for one in people[:_SHOWN]:
            column.addLayout(self._recipient(one))
        more = len(people) - _SHOWN
        if more > 0:
            column.addWidget(_line(tr_n("and {count} more", "and {count} more", more)))
        return box

    def _recipient(self, one: RecipientStory) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(_line(f"{recipient_sentence(one)} · {_moment(one.at)}", kind=""), 1)
        if one.message_id is not None:
            opens = one.message_id
            button = text_button(tr("Show"), "link")
            button.setAccessibleName(tr("Show what says so of {address}", address=one.address))
            button.clicked.connect(lambda: self._open_message(opens))
            row.addWidget(button)
        column.addLayout(row)
        said = recipient_line(one)
        if said:
            column.addWidget(_line(said))
        return column


def _look(story: DeliveryStory) -> tuple[str, str]:
    stages = {one.stage for one in story.recipients}
    if stages & {Stage.FAILED, Stage.REFUSED}:
        return "circle-alert", "danger"
    if Stage.DELAYED in stages:
        return "clock", "warning"
    if stages <= {Stage.ACCEPTED, Stage.HANDED_ON}:
        return "send", "muted"
    return "circle-check", "good"


def _handed_in_words(handed: HandedIn) -> str:
    moment = _moment(handed.at)
    if not handed.accepted:
        return tr("{moment}: {server} accepted nobody", moment=moment, server=handed.server)
    words = tr("{moment}: handed in at {server}", moment=moment, server=handed.server)
    if handed.queue_id:
        words += " · " + tr("its number there: {id}", id=handed.queue_id)
    if handed.due is not None and handed.at - handed.due > _LATE_SECONDS:
        words += " · " + tr("it was to go out {moment}; this computer was off or offline", moment=_moment(handed.due))
    return words


def _moment(at: float) -> str:
    return moment_text(datetime.fromtimestamp(at, UTC).astimezone(), local_now())


def _line(text: str, kind: str = "meta") -> PlainLabel:
    label = PlainLabel(text, wordWrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if kind:
        label.setProperty("kind", kind)
    return label
