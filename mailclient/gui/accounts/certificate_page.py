"""A certificate that is not trusted, told so that a person can decide: who it says it is, why that is too little."""

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QVBoxLayout, QWidget

from mailclient.gui.accounts.servers_form import is_about
from mailclient.gui.controls.button import text_button
from mailclient.gui.controls.label import PlainLabel
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.theme import tokens
from mailclient.gui.theme.fonts import fixed_font
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.account import AccountSettings
from mailclient.mail.certificate import Certificate
from mailclient.mail.problem import Problem, ProblemKind

CERTIFICATE_PROBLEMS = frozenset(
    (
        ProblemKind.CERTIFICATE_UNTRUSTED,
        ProblemKind.CERTIFICATE_WRONG_HOST,
        ProblemKind.CERTIFICATE_EXPIRED,
        ProblemKind.CERTIFICATE_CHANGED,
    )
)
"""Those for which there is a certificate to look at."""
_GROUPS_IN_LINE = 4


class CertificatePage(QWidget):
    """Shows the certificate of a problem; what is done with it is the dialog's.

    ``trust_button`` is here and not in the dialog's row, where a long language would leave it no room.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = Bar()
        self._card = QFrame()
        self._card.setProperty("kind", "card")
        self._facts = QFormLayout(self._card)
        self._facts.setContentsMargins(tokens.SPACE_16, tokens.SPACE_12, tokens.SPACE_16, tokens.SPACE_12)
        self._facts.setHorizontalSpacing(tokens.SPACE_16)
        self._facts.setVerticalSpacing(tokens.SPACE_8)
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.advice = PlainLabel(wordWrap=True)
        self.advice.setProperty("kind", "muted")
        self.trust_button = text_button(tr("Trust this certificate for this server only"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_12)
        column.addWidget(self.bar)
        column.addWidget(self._card)
        column.addWidget(self.advice)
        column.addWidget(self.trust_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def show_problem(self, problem: Problem, settings: AccountSettings) -> None:
        """``settings`` of the account: which server it is, and what is excepted already."""
        words = problem_text(problem)
        server, other = settings.incoming, settings.smtp
        if not is_about(problem, server):
            server, other = other, server
        trusted = server.trusted_certificate
        changed = problem.kind is ProblemKind.CERTIFICATE_CHANGED
        self.bar.tell(words.sentence, tone="danger" if changed else "warning", icon="shield-alert")
        while self._facts.rowCount():
            self._facts.removeRow(0)
        certificate = problem.certificate or Certificate("")
        self._add(tr("Incoming") if server is settings.incoming else tr("Outgoing"), problem.subject)
        self._add(tr("Says it is"), certificate.subject or tr("nothing"))
        if certificate.names:
            self._add(tr("Valid for"), ", ".join(certificate.names))
        issuer = tr("itself: nobody else vouches for it") if certificate.self_signed else certificate.issuer
        self._add(tr("Vouched for by"), issuer or tr("nobody"))
        if certificate.not_after:
            self._add(tr("Valid"), _days(certificate))
        if changed and trusted:
            self._add(tr("Fingerprint before"), grouped(trusted), fixed=True)
        title = tr("Fingerprint now") if changed else tr("SHA-256 fingerprint")
        self._add(title, grouped(certificate.fingerprint), fixed=True)
        advice = tr("Trust it only if the server's operator has given you this fingerprint by another way.")
        if certificate.fingerprint and certificate.fingerprint == other.trusted_certificate:
            advice = tr("It is the same certificate that you trust for {server}.", server=f"{other.host}:{other.port}")
        self.advice.setText(f"{words.next_step}\n{advice}")
        self.trust_button.setVisible(problem.certificate is not None)

    def _add(self, title: str, fact: str, *, fixed: bool = False) -> None:
        label = PlainLabel(title)
        label.setProperty("kind", "meta")
        shown: QLabel = PlainLabel(fact, wordWrap=not fixed)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setAccessibleName(f"{title}: {fact}")
        if fixed:
            # A style sheet's "*" rule wins over setFont: the family is said in a sheet of its own.
            shown.setStyleSheet(f"font-family: '{fixed_font().family()}'; font-size: {tokens.TEXT_META}px;")
        self._facts.addRow(label, shown)


def grouped(fingerprint: str) -> str:
    """Four digits in a group, four groups in a line: as it is compared by reading aloud."""
    digits = fingerprint.upper()
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    lines = [groups[at : at + _GROUPS_IN_LINE] for at in range(0, len(groups), _GROUPS_IN_LINE)]
    return "\n".join("  ".join(line) for line in lines)


def _days(certificate: Certificate) -> str:
    first, last = (
        QDateTime.fromSecsSinceEpoch(moment).date().toString(Qt.DateFormat.ISODate)
        for moment in (certificate.not_before, certificate.not_after)
    )
    return tr("from {first} to {last}", first=first, last=last)
