"""Asks how large photographs are to be sent; what each choice comes to is counted meanwhile."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.files.local_file import file_size
from mailclient.gui.composer.files.shrinking import Measure, Shrinking
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.chip import size_text
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n


class ShrinkDialog(QDialog):
    """Nothing is changed on the disk: the copies go with the message."""

    chosen = Signal(object)
    """dict[DraftFile, DraftFile]: what to send in the place of what."""

    def __init__(self, files: Sequence[DraftFile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Shrink images"))
        self.setFixedWidth(420)
        self._files = tuple(files)
        self._copies: dict[Measure, dict[DraftFile, DraftFile]] = {measure: {} for measure in Measure}
        self._done = dict.fromkeys(Measure, 0)
        self.choices: dict[Measure | None, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._lay_out()
        self._shrinking = Shrinking(self._files, self)
        self._shrinking.made.connect(self._take)
        self.finished.connect(self._shrinking.cancel)
        self._shrinking.start()
        self._tell()

    def _lay_out(self) -> None:
        title = PlainLabel(
            tr_n(
                "How large is the image to be sent?", "How large are the {count} images to be sent?", len(self._files)
            ),
            wordWrap=True,
        )
        title.setProperty("kind", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_24, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(title)
        for measure in (Measure.SMALL, Measure.MEDIUM, None):
            choice = QRadioButton()
            self._group.addButton(choice)
            self.choices[measure] = choice
            column.addWidget(choice)
        self.choices[Measure.MEDIUM].setChecked(True)
        word = PlainLabel(
            tr("Smaller copies do not tell where a photograph was taken, nor with what. Your files stay as they are."),
            wordWrap=True,
        )
        word.setProperty("kind", "muted")
        column.addWidget(word)
        cancel = text_button(tr("Cancel"))
        self.confirm = text_button(tr("Use this size"), "primary")
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._choose)
        self._group.buttonToggled.connect(lambda _button, _on: self._tell())
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        column.addLayout(row)

    def _take(self, file: DraftFile, measure: Measure, copy: tuple[bytes, str] | None) -> None:
        self._done[measure] += 1
        if copy is not None:
            data, media_type = copy
            extension = "png" if media_type == "image/png" else "jpg"
            name = f"{file.filename.rpartition('.')[0] or file.filename}.{extension}"
            self._copies[measure][file] = msgspec.structs.replace(
                file, filename=name, media_type=media_type, path="", data=data, size=len(data), modified_ns=-1
            )
        self._tell()

    def _tell(self) -> None:
        names = {Measure.SMALL: tr("Small"), Measure.MEDIUM: tr("Medium"), None: tr("As they are")}
        for measure, choice in self.choices.items():
            copies = self._copies[measure] if measure is not None else {}
            total = sum(file_size(copies.get(file, file)) for file in self._files)
            if measure is not None and self._done[measure] < len(self._files):
                told = tr("being counted…")
            elif measure is not None:
                told = tr("{size}, {pixels} pixels", size=size_text(total), pixels=str(measure.value))
            else:
                told = size_text(total)
            choice.setText(f"{names[measure]} – {told}")
        wanted = self._wanted()
        self.confirm.setEnabled(wanted is None or self._done[wanted] == len(self._files))

    def _wanted(self) -> Measure | None:
        return next((measure for measure, choice in self.choices.items() if choice.isChecked()), None)

    def _choose(self) -> None:
        wanted = self._wanted()
        self.chosen.emit(dict(self._copies[wanted]) if wanted is not None else {})
        self.accept()
