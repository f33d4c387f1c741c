"""The tools for the form of the text; what there is no room for is in the menu at its end."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from mailclient.gui.composer.editing.run import INKS
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.theme import bind_icon, theme, tokens
from mailclient.language import tr

_ICON = 18
_SWATCH = 14
_GAP = 2
_IN_BAR = (
    *("bold", "italic", "underline", "ink", "marker", "bullets", "numbers", "quote", "link", "picture", "emoji"),
    *("table", "strike", "code", "shallower", "deeper", "clear"),
)
"""In the order in which room is given to them."""
_ONLY_IN_MENU = ("rule", "quote-deeper", "align", "rtl", "paste-plain", "paste-markdown", "find", "replace")


class FormatBar(QWidget):
    """Shows the form at the cursor and changes it."""

    def __init__(self, editor: BodyEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._menus = {"ink": self._colour_menu(ink=True), "marker": self._colour_menu(ink=False)}
        self._menus["align"] = self._align_menu()
        self.style_button = self._style_button()
        self.more = self._more_button()
        self._buttons = {name: self._button(name) for name in _IN_BAR}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.style_button)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addWidget(self.more)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        editor.plain_changed.connect(lambda _plain: self._give_room())
        editor.cursorPositionChanged.connect(self._name_style)
        self._name_style()

    # --- room -------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """All tools side by side."""
        wanted = [self.style_button, *self._buttons.values(), self.more]
        return QSize(sum(one.sizeHint().width() + _GAP for one in wanted), self.more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The menu, which has everything."""
        return self.more.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many tools as there is room for."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        plain = self._editor.plain
        room = self.width() - self.more.sizeHint().width() - _GAP
        style = self.style_button.sizeHint().width() + _GAP
        self.style_button.setVisible(not plain and style <= room)
        if not plain:
            room -= style
        for name, button in self._buttons.items():
            usable = not plain or bool(
                self._editor.tools.has(name) and self._editor.tools.act(name).property("in_plain")
            )
            wanted = button.sizeHint().width() + _GAP
            fits = usable and wanted <= room
            room = room - wanted if fits else (room if not usable else -1)
            button.setVisible(fits)

    def hidden_tools(self) -> list[str]:
        """The tools that are in the menu for want of room."""
        return [name for name, button in self._buttons.items() if button.isHidden()]

    # --- buttons ----------------------------------------------------------------------------------------------------

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(_ICON, _ICON))
        if name in self._menus:
            menu = self._menus[name]
            bind_icon(button, {"ink": "baseline", "marker": "highlighter"}[name], _ICON)
            button.setToolTip(menu.title())
            button.setAccessibleName(menu.title())
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            return button
        action = self._editor.tools.act(name)
        button.setCheckable(action.isCheckable())
        bind_icon(button, str(action.property("icon_of")), _ICON)
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(lambda: self._trigger(action))
        action.changed.connect(lambda: _follow(button, action))
        return button

    def _trigger(self, action: QAction) -> None:
        action.trigger()
        self._editor.setFocus()
        self._editor.tools.follow()

    def _style_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("kind", "scope")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tr("Paragraph style"))
        menu = QMenu(tr("Paragraph style"), button)
        for name in ("text", "heading-1", "heading-2", "heading-3", "code-block"):
            menu.addAction(self._editor.tools.act(name))
        button.setMenu(menu)
        return button

    def _name_style(self) -> None:
        menu = self.style_button.menu()
        name = next((one.text() for one in menu.actions() if one.isChecked()), tr("Normal text"))
        if self.style_button.text() != name:
            self.style_button.setText(name)
            self.style_button.setAccessibleName(f"{tr('Paragraph style')}: {name}")
            self._give_room()

    def _more_button(self) -> QToolButton:
        button = QToolButton(self)
        bind_icon(button, "chevron-right", _ICON)
        button.setToolTip(tr("More formatting"))
        button.setAccessibleName(tr("More formatting"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_more(menu))
        button.setMenu(menu)
        return button

    def _fill_more(self, menu: QMenu) -> None:
        menu.clear()
        hidden = self.hidden_tools()
        if self.style_button.isHidden() and not self._editor.plain:
            menu.addMenu(self.style_button.menu())
        for name in (*hidden, "", *_ONLY_IN_MENU):
            if not name:
                menu.addSeparator()
            elif name in self._menus:
                if not self._editor.plain:
                    menu.addMenu(self._menus[name])
            else:
                menu.addAction(self._editor.tools.act(name))

    # --- menus ------------------------------------------------------------------------------------------------------

    def _align_menu(self) -> QMenu:
        menu = QMenu(tr("Alignment"), self)
        for name in ("align-start", "align-center", "align-right", "justify"):
            menu.addAction(self._editor.tools.act(name))
        return menu

    def _colour_menu(self, *, ink: bool) -> QMenu:
        menu = QMenu(tr("Text colour") if ink else tr("Highlight"), self)
        tools = self._editor.tools
        choose: Callable[[str], None] = tools.set_ink if ink else tools.set_marker
        menu.addAction(tr("None"), lambda: self._choose(choose, ""))
        actions = {}
        for name, word in _names():
            actions[name] = menu.addAction(word, partial(self._choose, choose, name))
        menu.aboutToShow.connect(lambda: _colour(actions, ink=ink))
        return menu

    def _choose(self, choose: Callable[[str], None], name: str) -> None:
        choose(name)
        self._editor.setFocus()


def _follow(button: QToolButton, action: QAction) -> None:
    button.setChecked(action.isChecked())
    button.setEnabled(action.isEnabled())


def _names() -> list[tuple[str, str]]:
    words = (
        *(tr("Blue"), tr("Green"), tr("Red"), tr("Yellow"), tr("Purple"), tr("Turquoise"), tr("Pink"), tr("Grey")),
    )
    return list(zip(INKS, words, strict=True))


def _colour(actions: dict[str, QAction], *, ink: bool) -> None:
    for name, action in actions.items():
        ground, letter = theme().palette.avatars[INKS.index(name)]
        action.setIcon(_swatch(letter if ink else ground))


def _swatch(colour: str) -> QIcon:
    ratio = 2
    made = QPixmap(_SWATCH * ratio, _SWATCH * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme().palette.outline))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(1, 1, _SWATCH - 2, _SWATCH - 2, tokens.SPACE_4, tokens.SPACE_4)
    painter.end()
    return QIcon(made)
