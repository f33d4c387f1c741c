"""What is kept of a folder, or of all folders of an account, for reading offline: two choices and what they mean."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.theme import tokens
from mailclient.language import tr, tr_n
from mailclient.language.offline import policy_sentence
from mailclient.mail.offline import Keep, OfflinePolicy

_AMOUNTS = (
    (Keep.EVERYTHING, 0),
    (Keep.MONTHS, 12),
    (Keep.MONTHS, 3),
    (Keep.MONTHS, 1),
    (Keep.NEWEST, 500),
    (Keep.HEADERS, 0),
)
_SIZES = (0, 1_000_000, 5_000_000, 20_000_000)


class OfflineForm(QWidget):
    """``policy`` is what was chosen here, None when it follows ``inherited``; every change is told at once."""

    chosen = Signal(object)
    """OfflinePolicy | None"""

    def __init__(
        self, policy: OfflinePolicy | None, inherited: OfflinePolicy, follow: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._policy, self._inherited = policy, inherited
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Keep for reading offline"))
        self.which.addItem(follow, None)
        for keep, amount in self._offered():
            self.which.addItem(_keep_words(keep, amount), (keep, amount))
        self.attachments = QCheckBox(tr("With attachments"))
        self.largest = QComboBox()
        self.largest.setAccessibleName(tr("Largest message"))
        for size in sorted({*_SIZES, (policy or inherited).largest_bytes}):
            self.largest.addItem(_size_words(size), size)
        self.sentence = PlainLabel(wordWrap=True)
        self.sentence.setProperty("kind", "muted")
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE_12)
        row.addWidget(self.attachments)
        row.addWidget(self.largest)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_8)
        column.addWidget(self.which)
        column.addLayout(row)
        column.addWidget(self.sentence)
        self._show()
        self.which.activated.connect(self._choose)
        self.attachments.clicked.connect(self._choose)
        self.largest.activated.connect(self._choose)

    def _offered(self) -> list[tuple[Keep, int]]:
        offered = list(_AMOUNTS)
        if self._policy is not None and (self._policy.keep, _amount(self._policy)) not in offered:
            offered.append((self._policy.keep, self._policy.amount))
        return offered

    def _choose(self) -> None:
        choice = self.which.currentData()
        if choice is None:
            self._policy = None
        else:
            self._policy = OfflinePolicy(
                Keep(choice[0]), choice[1], self.attachments.isChecked(), int(self.largest.currentData())
            )
        self._show()
        self.chosen.emit(self._policy)

    def _show(self) -> None:
        policy = self._policy or self._inherited
        place = 0
        if self._policy is not None:
            wanted = (self._policy.keep, _amount(self._policy))
            places = range(1, self.which.count())
            place = next((one for one in places if tuple(self.which.itemData(one)) == wanted), 0)
        self.which.setCurrentIndex(place)
        own = self._policy is not None and policy.keep is not Keep.HEADERS
        self.attachments.setEnabled(own)
        self.attachments.setChecked(policy.attachments)
        self.largest.setEnabled(own and policy.attachments)
        self.largest.setCurrentIndex(self.largest.findData(policy.largest_bytes))
        self.sentence.setText(policy_sentence(policy))


def _amount(policy: OfflinePolicy) -> int:
    """No amount where it means nothing."""
    return policy.amount if policy.keep in (Keep.MONTHS, Keep.NEWEST) else 0


def _keep_words(keep: Keep, amount: int) -> str:
    match keep:
        case Keep.EVERYTHING:
            return tr("All messages")
        case Keep.MONTHS:
            return tr_n("The last month", "The last {count} months", amount)
        case Keep.NEWEST:
            return tr_n("The newest message", "The newest {count} messages", amount)
    return tr("Only the list")


def _size_words(size: int) -> str:
    return tr("of any size") if not size else tr("up to {size} MB", size=f"{size / 1_000_000:.3g}")
