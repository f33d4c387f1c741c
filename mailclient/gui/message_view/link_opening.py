"""A click on a link: followed, asked about when it deceives, or refused."""

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QWidget

from mailclient.gui.controls.question import ask
from mailclient.gui.message_view.links import (
    Deception,
    LinkTexts,
    Trick,
    cleaned,
    deception_of,
    is_mail,
    is_web,
    open_in_browser,
    shown_address,
)
from mailclient.gui.message_view.reading_choices import ReadingChoices
from mailclient.language import tr

_SHOWN = 80
"""Characters of a refused address that are told."""


class LinkOpening(QObject):
    """Follows the links of the message whose link texts are in ``texts``."""

    mailto_requested = Signal(str)
    """A mailto: URL."""
    refused = Signal(str)
    """A sentence: why a link is not opened."""

    def __init__(self, choices: ReadingChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._choices = choices
        self.texts = LinkTexts()

    def follow(self, url: QUrl) -> None:
        """Open it, after a question where its text or its address deceives."""
        if is_mail(url):
            self.mailto_requested.emit(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
        elif not is_web(url):
            self.refused.emit(_refusal(url))
        elif deception := deception_of(url, self.texts.of(url)):
            title, meaning = _words(deception)
            ask(
                self._window,
                title,
                meaning,
                tr("Open {host}", host=deception.real),
                lambda: self._open(url),
                danger=True,
            )
        else:
            self._open(url)

    def describe(self, address: str) -> tuple[str, bool]:
        """What to say of a link under the pointer: where it leads, and whether it deceives."""
        url = QUrl(address)
        deception = deception_of(url, self.texts.of(url))
        shown = shown_address(address)
        if deception is None:
            return shown, False
        if deception.trick is Trick.USER_NAME:
            return tr("Leads to {real}: {address}", address=shown, real=deception.real), True
        return tr("Leads to {real}, not to {expected}: {address}", address=shown, **_hosts(deception)), True

    def _open(self, url: QUrl) -> None:
        open_in_browser(cleaned(url) if self._choices.cleans_links else url)


def _words(deception: Deception) -> tuple[str, str]:
    if deception.trick is Trick.LOOK_ALIKE:
        return tr("This address is written to look like another."), tr(
            "It looks like “{expected}”, but its letters are others: it is {real}. Open it only if you know {real}.",
            **_hosts(deception),
        )
    if deception.trick is Trick.TEXT:
        return tr("This link leads somewhere else than it says."), tr(
            "Its text names {expected}, but it leads to {real}. Some newsletters count clicks that way; so do those "
            "who want your password. Open it only if you know {real}.",
            **_hosts(deception),
        )
    return tr("The address of this link is misleading."), tr(
        "It begins with “{expected}”, but leads to {real}. Open it only if you know {real}.", **_hosts(deception)
    )


def _hosts(deception: Deception) -> dict[str, str]:
    return {"expected": deception.expected[:_SHOWN], "real": deception.real}


def _refusal(url: QUrl) -> str:
    shown = url.toString()[:_SHOWN]
    return tr(
        "“{address}” is not opened: links in messages may lead to the web and to mail addresses only.", address=shown
    )
