"""What the window remembers about itself: sizes, theme, density, language. Nothing of the mail."""

from PySide6.QtCore import QByteArray, QSettings

from mailclient.profile import Profile


class WindowState:
    """Typed access to the profile's ``window.ini``; a damaged or missing value reads as its default."""

    def __init__(self, profile: Profile) -> None:
        self._settings = QSettings(str(profile.settings), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """The value as text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        """Keep ``value``; written to disk by Qt within moments and at the end."""
        self._settings.setValue(key, value)

    def data(self, key: str) -> QByteArray:
        """The value as bytes (geometry, splitters), empty when there is none."""
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_data(self, key: str, value: QByteArray) -> None:
        """Keep bytes."""
        self._settings.setValue(key, value)

    def words(self, key: str) -> set[str]:
        """The value as a set of words (which branches are folded)."""
        return set(self.text(key).split())

    def set_words(self, key: str, words: set[str]) -> None:
        """Keep a set of words without spaces."""
        self._settings.setValue(key, " ".join(sorted(words)))
