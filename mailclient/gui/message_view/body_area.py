"""The place of the body: text, HTML, or the shape of what is still on its way; and where a link leads."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.html_content import HtmlContent
from mailclient.gui.message_view.html_page import PageColours, page
from mailclient.gui.message_view.matches import Matches
from mailclient.gui.message_view.skeleton import Skeleton
from mailclient.gui.message_view.text_body import TextBody
from mailclient.gui.theme import theme, tokens
from mailclient.gui.theme.fonts import window_font

if TYPE_CHECKING:  # importing it for real starts Chromium
    from mailclient.gui.message_view.html_body import HtmlBody

_SKELETON_DELAY_MS = 150
"""What comes sooner is shown without one."""
_LOWEST, _TALLEST_PAGE = 40, 6000
"""Pixels of a tall area; a page of HTML that is taller (memory grows with it) scrolls inside."""
_WAITING_HEIGHT = 240
_GROWTHS = 40
"""A page whose height depends on that of its window (CSS "vh") would grow for ever: no oftener than this."""


class BodyArea(QWidget):
    """Shows one body at a time; the HTML view is made when it is first needed.

    ``describe_link`` says of an address where it leads, and whether to warn. A ``tall`` one is as tall as the body and
    leaves scrolling to what is around it.
    """

    link_clicked = Signal(QUrl)
    shown = Signal()
    """The body that was asked for is on the screen."""
    html_died = Signal()
    menu_requested = Signal(object)
    """Pointed: the context menu was asked for."""

    def __init__(
        self, describe_link: Callable[[str], tuple[str, bool]], parent: QWidget | None = None, *, tall: bool = False
    ) -> None:
        super().__init__(parent)
        self._describe_link = describe_link
        self._tall = tall
        self._zoom = 0
        self._growths = 0
        self.text = TextBody(tall=tall)
        self.text.height_wanted.connect(lambda height: self._grow(self.text, height))
        self.html: HtmlBody | None = None
        self._blank = QWidget()
        self._skeleton = Skeleton()
        self._stack = QStackedLayout(self)
        for widget in (self._blank, self.text, self._skeleton):
            self._stack.addWidget(widget)
        self._hover = PlainLabel(parent=self)
        self._hover.setProperty("kind", "link-target")
        self._hover.hide()
        self._delay = QTimer(self, singleShot=True, interval=_SKELETON_DELAY_MS)
        self._delay.timeout.connect(lambda: self._stack.setCurrentWidget(self._skeleton))
        self._content: HtmlContent | None = None
        self.text.link_clicked.connect(self.link_clicked)
        self.text.link_hovered.connect(self._hover_link)
        self.text.menu_requested.connect(self.menu_requested)
        theme().changed.connect(self._repaint_html)

    def show_text(self, text: str) -> None:
        """Show plain text, in this turn of the loop."""
        self._leave()
        self._stack.setCurrentWidget(self.text)
        self.text.show_text(text)
        self.shown.emit()

    def show_html(self, content: HtmlContent) -> None:
        """Show sanitised HTML; what was there stays until it is painted, so that nothing flashes."""
        self._leave()
        self._content = content
        self._growths = 0
        if self._tall and self._stack.currentWidget() is not self.html:
            self.html_view().lay_out_in(self.width(), _LOWEST)
        self.html_view().show_page(_page_of(content), content.parts, content.remote)

    def show_waiting(self) -> None:
        """Nothing now, the skeleton if it takes longer."""
        self._leave()
        self._stack.setCurrentWidget(self._blank)
        self._grow(self._blank, _WAITING_HEIGHT)
        self._delay.start()

    def show_nothing(self) -> None:
        """Stay empty."""
        self._leave()
        self._stack.setCurrentWidget(self._blank)
        self._grow(self._blank, _LOWEST)

    def forget(self) -> None:
        """Keep nothing of what was shown: it was secret."""
        self.text.show_text("")
        if self.html is not None:
            self.html.show_page("", lambda _cid, reply: reply(None, ""))

    def html_view(self) -> "HtmlBody":
        """The HTML view, made now if need be."""
        if self.html is None:
            from mailclient.gui.message_view.html_body import HtmlBody

            self.html = HtmlBody(self)
            self.html.link_clicked.connect(self.link_clicked)
            self.html.link_hovered.connect(self._hover_link)
            self.html.menu_requested.connect(self.menu_requested)
            self.html.set_zoom(self._zoom)
            self.html.shown.connect(self._html_shown)
            self.html.died.connect(self._html_gone)
            self.html.page.contentsSizeChanged.connect(lambda size: self._grow_page(math.ceil(size.height())))
            self._stack.addWidget(self.html)
            self._hover.raise_()
        return self.html

    def set_zoom(self, steps: int) -> None:
        """Text and HTML so many tenths larger (or smaller) than usual."""
        self._zoom = steps
        self.text.set_zoom(steps)
        if self.html is not None:
            self.html.set_zoom(steps)

    def find_words(self, words: str, found: Callable[[Matches], object], *, forward: bool = True) -> None:
        """Mark all places of these words and go to the next one; "" unmarks."""
        if (shown := self._shown()) is not None:
            shown.find_words(words, found, forward=forward)

    def highlight(self, words: Sequence[str]) -> None:
        """Mark all places of these words; in HTML, where one can be marked at a time, of the longest."""
        if (shown := self._shown()) is self.text:
            self.text.highlight(words)
        elif shown is not None and self.html is not None and words:
            self.html.find_words(max(words, key=len), lambda _matches: None)

    def selected_text(self) -> str:
        """What is selected, "" for nothing."""
        if (shown := self._shown()) is self.html and self.html is not None:
            return self.html.selected_text()
        return self.text.selected_text() if shown is not None else ""

    def copy(self) -> None:
        """Copy what is selected."""
        if (shown := self._shown()) is not None:
            shown.copy()

    def select_all(self) -> None:
        """Select the whole body."""
        if (shown := self._shown()) is self.html and self.html is not None:
            self.html.select_all()
        elif shown is not None:
            self.text.selectAll()

    def at_end(self, *, down: bool) -> bool:
        """Whether it cannot be scrolled further."""
        if self.html is not None and self._shown() is self.html:
            return self.html.at_end(down=down)
        bar = self.text.verticalScrollBar()
        return bar.value() >= bar.maximum() if down else bar.value() <= bar.minimum()

    def scroll_page(self, *, down: bool) -> bool:
        """Scroll by one page; False when it is at the end already."""
        if self.at_end(down=down):
            return False
        key = Qt.Key.Key_PageDown if down else Qt.Key.Key_PageUp
        target = self.current().focusProxy() or self.current()
        target = target.focusProxy() or target
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
        return True

    def current(self) -> QWidget:
        """The widget that shows the body now."""
        return self._stack.currentWidget() or self._blank

    def show_target(self, words: str, *, warn: bool = False) -> None:
        """Say where the link under the pointer leads, in the colour of danger to ``warn``; "" hides it."""
        self._hover.setVisible(bool(words))
        if words:
            self._hover.setProperty("tone", "danger" if warn else "")
            self._hover.style().unpolish(self._hover)
            self._hover.style().polish(self._hover)
            metrics = self._hover.fontMetrics()
            room = max(self.width() - 2 * tokens.SPACE_24, 80)
            self._hover.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
            self._place_target()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the link target in its corner."""
        super().resizeEvent(event)
        self._place_target()

    def leaveEvent(self, event: QEvent) -> None:
        """No link is under the pointer any more."""
        self.show_target("")

    def _place_target(self) -> None:
        self._hover.adjustSize()
        self._hover.move(tokens.SPACE_8, self.height() - self._hover.height() - tokens.SPACE_8)
        self._hover.raise_()

    def _hover_link(self, address: str) -> None:
        if address:
            words, warn = self._describe_link(address)
            self.show_target(words, warn=warn)
        else:
            self.show_target("")

    def _shown(self) -> "TextBody | HtmlBody | None":
        """What shows a body now; None while there is none."""
        current = self._stack.currentWidget()
        if self.html is not None and current is self.html:
            return self.html
        return self.text if current is self.text else None

    def _leave(self) -> None:
        self._delay.stop()
        self._content = None
        self.show_target("")

    def _grow(self, widget: QWidget, height: int) -> None:
        if self._tall and self._stack.currentWidget() is widget:
            self.setFixedHeight(max(height, _LOWEST))

    def _grow_page(self, height: int) -> None:
        if self.html is not None and self._growths < _GROWTHS:
            self._growths += 1
            self._grow(self.html, min(height, _TALLEST_PAGE))

    def _html_shown(self, _ok: bool) -> None:
        if self._content is not None and self.html is not None:
            self._stack.setCurrentWidget(self.html)
            self._grow_page(math.ceil(self.html.page.contentsSize().height()))
            self.shown.emit()

    def _html_gone(self) -> None:
        if self._content is not None:
            self.html_died.emit()

    def _repaint_html(self) -> None:
        if self._content is not None and self.html is not None:
            self.html.show_page(_page_of(self._content), self._content.parts, self._content.remote)


def _page_of(content: HtmlContent) -> str:
    palette = theme().palette
    colours = PageColours(
        dark=palette.dark,
        background=palette.reader,
        text=palette.text,
        muted=palette.muted,
        hairline=palette.hairline,
        link=palette.accent_text,
        selection=palette.tint,
        scroll=palette.thumb,
    )
    family = ", ".join(f"'{name}'" for name in window_font().families()) + ", sans-serif"
    return page(
        content.html,
        colours,
        family=family,
        size=tokens.TEXT_BODY,
        width=tokens.READER_BODY_WIDTH,
        remote=content.numbers,
        look=content.look,
    )
