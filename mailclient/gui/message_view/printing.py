"""A message on paper or as a PDF: its header and body as one page, always in the colours of paper.

A page of its own is made for it, so that neither the theme nor the zoom of what is read gets onto the paper.
"""

from collections.abc import Callable, Collection
from html import escape

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from mailclient.gui.message_view.html_body import HtmlBody
from mailclient.gui.message_view.html_content import HtmlContent
from mailclient.gui.message_view.html_page import LIGHT_CARD, page
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.theme import tokens
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.message import Envelope
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.addresses import format_address
from mailclient.mime.filename import safe_filename


def paper(envelope: Envelope, body: Body, *, plain: bool = False, remote: Collection[int] = ()) -> str:
    """The HTML document that is printed, with what is here of the web (``remote``: numbers of ``Body.remote``)."""
    date = full_moment_text(envelope.date.astimezone()) if envelope.date is not None else ""
    fields = (
        (tr("From"), _joined(envelope.from_)),
        (tr("To"), _joined(envelope.to)),
        (tr("Cc"), _joined(envelope.cc)),
        (tr("Date"), date),
    )
    head = "".join(f"<div><b>{escape(name)}:</b> {escape(value)}</div>" for name, value in fields if value)
    content = f"<pre>{escape(body.text)}</pre>" if body.html is None or plain else body.html
    inner = f"<h2>{escape(envelope.subject)}</h2>{head}<hr>{content}"
    return page(
        inner,
        LIGHT_CARD,
        family="sans-serif",
        size=tokens.TEXT_UI,
        width=tokens.READER_BODY_WIDTH,
        remote=remote,
    )


def print_message(
    content: HtmlContent, subject: str, failed: Callable[[Problem], object], pane: QWidget, *, pdf: bool
) -> None:
    """Ask where to, then print ``content`` (a ``paper``), or write it as a PDF."""
    printout = Printout(content, failed, pane)
    printout.ask_pdf(subject) if pdf else printout.ask_printer()


class Printout(HtmlBody):
    """An unseen page, which goes when it is printed."""

    def __init__(self, content: HtmlContent, failed: Callable[[Problem], object], parent: QWidget) -> None:
        """``content.html`` is a whole page (``paper``)."""
        super().__init__(parent)
        self.hide()
        self._failed = failed
        self._loaded = False
        self.page.loadFinished.connect(self._note_loaded)
        self.show_page(content.html, content.parts, content.remote)

    def _note_loaded(self) -> None:
        self._loaded = True

    def _when_loaded(self, act: Callable[[], object]) -> None:
        """It loads while the user answers a dialog; either may be first."""
        if self._loaded:
            act()
        else:
            self.page.loadFinished.connect(lambda _ok: act())

    def ask_pdf(self, subject: str) -> None:
        """Ask for a file, then write it."""
        proposed = safe_filename(f"{subject or tr('Message')}.pdf")
        name, _ = QFileDialog.getSaveFileName(self.parentWidget(), tr("Save as PDF"), proposed, "PDF (*.pdf)")
        self.save_pdf(name) if name else self.deleteLater()

    def save_pdf(self, name: str) -> None:
        """Write the file once the page is loaded."""
        self.page.pdfPrintingFinished.connect(self._written)
        self._when_loaded(lambda: self.page.printToPdf(name))

    def ask_printer(self) -> None:
        """Ask for a printer, then print."""
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(self._printer, self.parentWidget()).exec() != QPrintDialog.DialogCode.Accepted:
            self.deleteLater()
            return
        self._view.printFinished.connect(lambda _done: self.deleteLater())
        self._when_loaded(lambda: self._view.print(self._printer))

    def _written(self, name: str, done: bool) -> None:
        if not done:
            self._failed(Problem(ProblemKind.FILE_UNWRITABLE, subject=name))
        self.deleteLater()


def _joined(addresses: tuple[Address, ...]) -> str:
    return ", ".join(format_address(address) for address in addresses)
