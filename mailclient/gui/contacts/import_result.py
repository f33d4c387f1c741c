"""What came of an import: how many people, and what could not be read."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.mail.contact import ContactCounts


class ImportResult(QDialog):
    """A sheet; ``undo`` takes the whole import back."""

    def __init__(self, name: str, counts: ContactCounts, undo: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import people"))
        self.setModal(True)
        self.setFixedWidth(460)
        title = PlainLabel(summary(counts), wordWrap=True)
        title.setProperty("kind", "title")
        source = PlainLabel(name)
        source.setProperty("kind", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(title)
        column.addWidget(source)
        if counts.unreadable_count:
            column.addSpacing(tokens.SPACE_4)
            column.addWidget(
                PlainLabel(
                    tr_n(
                        "{count} entry could not be read:",
                        "{count} entries could not be read:",
                        counts.unreadable_count,
                    ),
                    wordWrap=True,
                )
            )
            self.faults = QListWidget()
            self.faults.setProperty("kind", "framed")
            self.faults.setAccessibleName(tr("What could not be read"))
            for one in counts.unreadable:
                self.faults.addItem(tr("Line {line}: {reason}", line=one.line, reason=one.reason))
            self.faults.setFixedHeight(160)
            column.addWidget(self.faults)
        take_back, done = text_button(tr("Undo the import")), text_button(tr("Done"), "primary")
        take_back.setEnabled(bool(counts.added or counts.changed))
        take_back.clicked.connect(lambda: undo())
        take_back.clicked.connect(self.reject)
        done.clicked.connect(self.accept)
        done.setDefault(True)
        self.finished.connect(self.deleteLater)
        row = QHBoxLayout()
        row.addWidget(take_back)
        row.addStretch(1)
        row.addWidget(done)
        column.addSpacing(tokens.SPACE_12)
        column.addLayout(row)
        done.setFocus()


def summary(counts: ContactCounts) -> str:
    """What came of it, in a sentence."""
    parts = []
    if counts.added:
        parts.append(tr_n("{count} person was added.", "{count} people were added.", counts.added))
    if counts.changed:
        parts.append(tr_n("{count} person was here and is up to date now.",
                          "{count} people were here and are up to date now.", counts.changed))  # fmt: skip
    return " ".join(parts) or tr("Nothing new was in it.")
