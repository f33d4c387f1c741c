"""Waits for windows as long as a busy machine may need."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker

_PATIENCE_MS = 30_000


class PatientBot(QtBot):
    """A ``QtBot`` with more patience than its own five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE_MS) -> None:  # noqa: N802
        """See ``QtBot``."""
        super().waitUntil(callback, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = _PATIENCE_MS) -> Any:  # noqa: N802
        """See ``QtBot``."""
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = _PATIENCE_MS) -> Any:  # noqa: N802
        """See ``QtBot``."""
        return super().waitActive(widget, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE_MS, **others: Any) -> SignalBlocker:  # noqa: N802
        """See ``QtBot``."""
        return super().waitSignal(signal, timeout=timeout, **others)

    def waitSignals(self, signals: list[Any], *, timeout: int = _PATIENCE_MS, **others: Any) -> MultiSignalBlocker:  # noqa: N802
        """See ``QtBot``."""
        return super().waitSignals(signals, timeout=timeout, **others)
