"""What a click on a link does: the system's browser for the web, the composer for mail, nothing for all else."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

WEB_SCHEMES = ("http", "https")


def open_in_browser(url: QUrl) -> bool:
    """Hand a web address to the system's browser; False when it is none (so that no other program is started)."""
    if url.scheme().lower() not in WEB_SCHEMES or not url.host():
        return False
    return QDesktopServices.openUrl(url)


def shown_address(url: str) -> str:
    """An address for people: as it will be opened, with international names in ASCII where they could deceive."""
    parsed = QUrl(url)
    if parsed.scheme() == "mailto":
        return QUrl.fromPercentEncoding(parsed.path().encode())
    host = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
    shown = parsed.toDisplayString()
    unicode_host = parsed.host(QUrl.ComponentFormattingOption.FullyDecoded)
    return shown.replace(unicode_host, host, 1) if unicode_host else shown
