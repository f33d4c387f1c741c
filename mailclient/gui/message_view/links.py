"""Where the links of a message lead, and what a click on one does.

The web goes to the system's browser, mail addresses to the composer, and nothing else leaves the program. Before a
link is opened whose text or address deceives, both are told and the user decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mailclient.gui.message_view.link_text import link_texts, named_in
from mailclient.gui.message_view.tracking import without_tracking
from mailclient.mime.origin import names

WEB_SCHEMES = ("http", "https")
_HOST = 50
"""Characters of a host that is shown in its place."""
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded


class Trick(StrEnum):
    """How a link deceives."""

    TEXT = "text"
    """Its text names another host."""
    USER_NAME = "user_name"
    """Its address begins like another host's, which is only a user name."""
    LOOK_ALIKE = "look_alike"
    """Its host is written in letters that look like others."""


@dataclass(frozen=True, slots=True)
class Deception:
    """The reader is led to expect ``expected`` and gets to the host ``real``."""

    trick: Trick
    expected: str
    real: str


class LinkTexts:
    """The texts of the links of one HTML body; read from it at the first question."""

    def __init__(self, html: str = "") -> None:
        self._html = html
        self._texts: Mapping[str, tuple[str, ...]] | None = None

    def of(self, url: QUrl) -> tuple[str, ...]:
        """The texts of the links with this address; of one that is not found those of all that lead to its host.

        The browser has written the address its own way, and a deceiver may have chosen one that comes out odd: then
        too much is taken for its text rather than too little.
        """
        if self._texts is None:
            by_address: dict[str, tuple[str, ...]] = {}
            for address, texts in link_texts(self._html).items():
                key = _key(QUrl(address))
                by_address[key] = (*by_address.get(key, ()), *texts)
            self._texts = by_address
        found = self._texts.get(_key(url))
        if found is not None:
            return found
        host = url.host(_ENCODED)
        return tuple(
            text
            for address, texts in self._texts.items()
            if QUrl(address).host(_ENCODED) in (host, "")
            for text in texts
        )


def is_web(url: QUrl) -> bool:
    """Whether it is an address of the web."""
    return url.scheme().lower() in WEB_SCHEMES and bool(url.host())


def is_mail(url: QUrl) -> bool:
    """Whether it is a mail address."""
    return url.scheme().lower() == "mailto"


def open_in_browser(url: QUrl) -> bool:
    """Hand a web address to the system's browser; False when it is none (so that no other program is started)."""
    return is_web(url) and QDesktopServices.openUrl(url)


def cleaned(url: QUrl) -> QUrl:
    """The address without what only tracks the one who clicks."""
    return QUrl.fromEncoded(without_tracking(url.toString(_ENCODED)).encode()) if is_web(url) else url


def deception_of(url: QUrl, texts: Iterable[str]) -> Deception | None:
    """How a web address deceives one who reads these texts; None when it does not."""
    if not is_web(url):
        return None
    address = url.toString(_ENCODED)
    host = names.host_of(address)
    real = names.shown_domain(host)
    for text in texts:
        for word in named_in(text):
            if expected := names.names_another_host(word, address):
                return Deception(Trick.TEXT, expected, real)
    if names.hides_host(address):
        return Deception(Trick.USER_NAME, names.with_hidden_shown(url.userInfo()), real)
    if names.is_deceptive(host):
        return Deception(Trick.LOOK_ALIKE, names.unmasked_domain(host), real)
    return None


def shown_address(url: str) -> str:
    """An address for people: international names in ASCII where they could deceive, nothing in it that hides.

    The end of a host decides whose it is: of a very long one it stands in front, where nothing is cut off.
    """
    parsed = QUrl(url)
    if is_mail(parsed):
        return names.with_hidden_shown(QUrl.fromPercentEncoding(parsed.path().encode()))
    if not is_web(parsed):
        return names.with_hidden_shown(url)
    shown = names.shown_url(parsed.toString(_ENCODED))
    host = names.host_of(url)
    return f"…{host[-_HOST:]} ({shown})" if len(host) > _HOST else shown


def _key(url: QUrl) -> str:
    made = url.resolved(url)  # without "." and ".."
    if is_web(made) and not made.path():
        made.setPath("/")
    return made.toString(_ENCODED)
