"""Where the links of a message lead, and what a click on one does.

The web goes to the system's browser, mail addresses to the composer, and nothing else leaves the program. Before a
link is opened whose text or address deceives, both are told and the user decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mailclient.gui.message_view.link_text import is_same_site, link_texts, named_hosts
from mailclient.gui.message_view.tracking import without_tracking

WEB_SCHEMES = ("http", "https")
_ENCODED = QUrl.ComponentFormattingOption.FullyEncoded


@dataclass(frozen=True, slots=True)
class Deception:
    """The reader is led to expect ``expected`` (a host name, or the start of an address) and gets to ``real``.

    ``by_text``: the link's own text says so; else its address is written so that it looks so.
    """

    expected: str
    real: str
    by_text: bool


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
    real = url.host(_ENCODED)
    for text in texts:
        hosts = named_hosts(text)
        if hosts and not any(is_same_site(host, real) for host in hosts):
            return Deception(hosts[0], real, by_text=True)
    if url.userInfo():
        return Deception(url.userInfo(), real, by_text=False)
    return None


def shown_address(url: str) -> str:
    """An address for people: as it will be opened, with international names in ASCII where they could deceive."""
    parsed = QUrl(url)
    if parsed.scheme() == "mailto":
        return QUrl.fromPercentEncoding(parsed.path().encode())
    host = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
    shown = parsed.toDisplayString()
    unicode_host = parsed.host(QUrl.ComponentFormattingOption.FullyDecoded)
    return shown.replace(unicode_host, host, 1) if unicode_host else shown


def _key(url: QUrl) -> str:
    made = url.resolved(url)  # without "." and ".."
    if is_web(made) and not made.path():
        made.setPath("/")
    return made.toString(_ENCODED)
