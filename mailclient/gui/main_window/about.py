"""What this is, which version, under which licence."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget

from mailclient.gui.theme import tokens
from mailclient.language import tr


class AboutDialog(QDialog):
    """Escape closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        picture.setPixmap(QApplication.windowIcon().pixmap(64, 64))
        name = QLabel(tr("Mail"), alignment=Qt.AlignmentFlag.AlignCenter)
        name.setProperty("kind", "subject")
        words = QLabel(
            tr("Version {version} · Qt {qt}", version=_version(), qt=qVersion())
            + "\n"
            + tr("Free software under the GNU GPL, version 3 or later."),
            alignment=Qt.AlignmentFlag.AlignCenter,
            wordWrap=True,
        )
        words.setProperty("kind", "muted")
        words.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24)
        column.setSpacing(tokens.SPACE_8)
        for widget in (picture, name, words):
            column.addWidget(widget)


def _version() -> str:
    try:
        return version("mailclient")
    except PackageNotFoundError:
        return ""
