"""How messages are read: pictures from the web, and links."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from mailclient.bridge import commands
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.choice import Choice
from mailclient.gui.controls.empty_state import EmptyState
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.engine_link import EngineLink
from mailclient.gui.message_view.reading_choices import ReadingChoices, RemotePolicy
from mailclient.gui.settings.receipt_choice import ReceiptChoice
from mailclient.gui.theme import tokens
from mailclient.gui.window_state import WindowState
from mailclient.language import tr
from mailclient.store.reader import Reader


def policy_names() -> dict[RemotePolicy, str]:
    """What the choices are called."""
    return {
        RemotePolicy.ALLOWED_SENDERS: tr("From senders I allow"),
        RemotePolicy.ALWAYS: tr("From everyone about whom nothing is odd"),
        RemotePolicy.NEVER: tr("Never by themselves"),
    }


class ReadingPage(QWidget):
    """A page of the settings; keeps choices in the window's state and sends ``AllowRemote``."""

    def __init__(self, reader: Reader, link: EngineLink, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader, self._link = reader, link
        self._choices = ReadingChoices(state)
        self.policy = Choice()
        for policy, name in policy_names().items():
            self.policy.addItem(name, policy.value)
        self.policy.setCurrentIndex(self.policy.findData(self._choices.remote.value))
        self.policy.activated.connect(self._choose)
        self.clean = QCheckBox(tr("Open links without what tracks who clicks (utm_source, fbclid …)"))
        self.clean.setChecked(self._choices.cleans_links)
        self.clean.toggled.connect(self._choose_clean)
        self.receipts = ReceiptChoice(state)
        self.senders = QListWidget()
        self.senders.setProperty("kind", "framed")
        self.senders.setAccessibleName(tr("Senders whose pictures are always loaded"))
        self.empty = EmptyState("image-off", tr("No senders yet"), tr("“Always” above a message adds its sender."))
        self.remove = text_button(tr("Remove"))
        self.remove.clicked.connect(self._remove)
        self.senders.currentRowChanged.connect(lambda row: self.remove.setEnabled(row >= 0))
        self._arrange()
        self._fill()

    def _choose(self) -> None:
        self._choices.remote = RemotePolicy(self.policy.currentData())

    def _choose_clean(self, on: bool) -> None:
        self._choices.cleans_links = on

    def _fill(self) -> None:
        self.senders.clear()
        self.senders.addItems(self._reader.remote_senders())
        has_some = self.senders.count() > 0
        self.senders.setVisible(has_some)
        self.remove.setVisible(has_some)
        self.remove.setEnabled(False)
        self.empty.setVisible(not has_some)

    def _remove(self) -> None:
        item = self.senders.currentItem()
        if item is not None:
            command = commands.AllowRemote(fresh_request_id(), item.text(), False)
            self._link.request(command, lambda _event: self._fill())

    def _arrange(self) -> None:
        label = QLabel(tr("Load pictures from the web"))
        label.setBuddy(self.policy)
        self.policy.setAccessibleName(label.text())
        self.policy.setMinimumWidth(220)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_24)
        row.addWidget(label)
        row.addWidget(self.policy)
        row.addStretch()
        why = PlainLabel(
            tr("Loading them tells the sender when, where and with what you read. Trackers are never loaded."),
            wordWrap=True,
        )
        why.setProperty("kind", "muted")
        heading = PlainLabel(tr("Always allowed"))
        heading.setProperty("kind", "strong")
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_16, tokens.SPACE_24, tokens.SPACE_16, tokens.SPACE_16)
        column.setSpacing(tokens.SPACE_8)
        column.addLayout(row)
        column.addWidget(why)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(self.clean)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(self.receipts)
        column.addSpacing(tokens.SPACE_8)
        column.addWidget(heading, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.senders, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)
