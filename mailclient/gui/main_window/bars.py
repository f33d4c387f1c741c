"""Bars at the top of the window: an account that needs its user, a message that could not be sent.

One bar per cause, at most two at once; the rest wait until one goes. A sentence, the next step, actions at the right.
"""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from mailclient.gui.controls.button import icon_button, text_button
from mailclient.gui.controls.folding_row import FoldingRow
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import pixmap, theme, tokens
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.problem import Problem

_SEEN_AT_ONCE = 2
Action = tuple[str, Callable[[], object]]


class ProblemBar(QFrame):
    """``prefix`` says whose problem it is. The technical line is behind "Details"."""

    def __init__(
        self, prefix: str, problem: Problem, actions: tuple[Action, ...], close: Callable[[], object], tone: str
    ) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setProperty("tone", tone)
        text = problem_text(problem)
        self._tone = tone
        self._picture = PlainLabel()
        words = PlainLabel(f"{prefix}{text}", wordWrap=True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._detail = PlainLabel(text.detail, wordWrap=True)
        self._detail.setProperty("kind", "meta")
        self._detail.hide()
        self._row = FoldingRow()
        self._row.words.addWidget(self._picture)
        self._row.words.addWidget(words, 1)
        row = self._row.beside
        row.addStretch()
        if text.detail:
            more = text_button(tr("Details"), "link")
            more.clicked.connect(lambda: self._detail.setVisible(self._detail.isHidden()))
            row.addWidget(more)
        for name, act in actions:
            button = text_button(name, "link")
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        dismiss = icon_button("x", tr("Dismiss"), size=tokens.ICON_SMALL)
        dismiss.setFixedSize(26, 26)
        dismiss.clicked.connect(lambda: close())
        row.addWidget(dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, 4, tokens.SPACE_12, 4)
        column.setSpacing(2)
        column.addLayout(self._row)
        column.addWidget(self._detail)
        self.setMinimumHeight(tokens.BAR_HEIGHT)
        self.setAccessibleName(words.text())
        theme().changed.connect(self._dress)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What can be done goes below the words where there is little room."""
        self._row.fold(event.size().width())
        super().resizeEvent(event)

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap("triangle-alert", tokens.ICON_SMALL, self._tone))


class Bars(QWidget):
    """Holds the bars by key. A problem that was dismissed comes back only when it is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[str, QWidget] = {}
        self._problems: dict[str, Problem] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.hide()

    def show_problem(
        self, key: str, problem: Problem, actions: tuple[Action, ...] = (), *, prefix: str = "", tone: str = "warning"
    ) -> None:
        """Tell of a problem until it is over (``clear``) or dismissed; told again it stays as it is."""
        if self._problems.get(key) == problem:
            return
        self._problems[key] = problem
        self._put(key, ProblemBar(prefix, problem, actions, lambda: self._take_away(key), tone))

    def put(self, key: str, bar: QWidget) -> None:
        """Show any widget as a bar."""
        self._problems.pop(key, None)
        self._put(key, bar)

    def _put(self, key: str, bar: QWidget) -> None:
        self._take_away(key)
        if bar.property("kind") == "bar":
            bar.setProperty("kind", "strip")
        self._bars[key] = bar
        self._column.addWidget(bar)
        self._arrange()

    def clear(self, key: str) -> None:
        """The cause is gone."""
        self._problems.pop(key, None)
        self._take_away(key)

    def _take_away(self, key: str) -> None:
        bar = self._bars.pop(key, None)
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
            self._arrange()

    def clear_all(self, prefix: str) -> None:
        """All causes whose key begins like this are gone."""
        for key in [key for key in self._bars if key.startswith(prefix)]:
            self.clear(key)

    def __contains__(self, key: str) -> bool:
        return key in self._bars

    def _arrange(self) -> None:
        for place, bar in enumerate(self._bars.values()):
            bar.setVisible(place < _SEEN_AT_ONCE)
        self.setVisible(bool(self._bars))
