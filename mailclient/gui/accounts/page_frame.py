"""The frame of a dialog that goes through pages: a title, the page (scrolled where the screen is low), the buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.controls.surface import hairline
from mailclient.gui.theme import tokens
from mailclient.language import tr

_SIZE = (520, 620)
_SMALLEST = (460, 320)


class PageFrame(QDialog):
    """``back`` and ``forward`` are the dialog's own; Cancel rejects. The size stays the same from page to page."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.title = PlainLabel(title, wordWrap=True)
        self.title.setProperty("kind", "subject")
        self.subtitle = PlainLabel(wordWrap=True)
        self.subtitle.setProperty("kind", "muted")
        self.pages = QStackedWidget()
        self._inside: list[QWidget] = []
        self.side = text_button("")
        self.back = text_button(tr("Back"))
        self.cancel_button = text_button(tr("Cancel"))
        self.forward = text_button("", "primary")
        self.forward.setDefault(True)
        self.cancel_button.clicked.connect(self.reject)
        self._arrange()

    def add_page(self, page: QWidget) -> None:
        """One more page, in a scroll area of its own."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_4, tokens.SPACE_24, tokens.SPACE_16)
        column.addWidget(page)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.pages.addWidget(scroll)
        self._inside.append(page)

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        return self._inside[self.pages.currentIndex()]

    def turn_to(self, page: QWidget, title: str, subtitle: str = "", *, forward: str = "", back: bool = True) -> None:
        """Show this page; ``forward`` "" hides that button."""
        self.pages.setCurrentIndex(self._inside.index(page))
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.forward.setText(forward)
        self.forward.setVisible(bool(forward))
        self.forward.setEnabled(True)
        self.back.setVisible(back)
        self.side.hide()
        self.pages.setAccessibleName(title)
        if not forward:
            # A button that hides gives its focus to the next one: the Enter that began this would end it.
            self.pages.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring(self, widget: QWidget) -> None:
        """Scroll the page so that this part of it is seen."""
        area = self.pages.currentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget, 0, tokens.SPACE_16)

    def _arrange(self) -> None:
        self.setMinimumSize(*_SMALLEST)
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 60))
        head = QVBoxLayout()
        head.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_12)
        head.setSpacing(tokens.SPACE_4)
        head.addWidget(self.title)
        head.addWidget(self.subtitle)
        row = QHBoxLayout()
        row.setContentsMargins(tokens.SPACE_24, tokens.SPACE_12, tokens.SPACE_24, tokens.SPACE_12)
        row.setSpacing(tokens.SPACE_8)
        row.addWidget(self.side)
        row.addStretch()
        for button in (self.back, self.cancel_button, self.forward):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(hairline())
        column.addLayout(row)
