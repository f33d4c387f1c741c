"""The backup sheet: one's secret key on paper, with what to do with it. Black on white, whatever the theme."""

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextDocument

from mailclient.gui.keys.qr import backup_codes
from mailclient.language import tr
from mailclient.language.fingerprint import grouped

_CODE = 250
"""Pixels of a screen: 66 mm, so that a dot is half a millimetre and a telephone can read it; two stand side by side."""
_TEXT_POINTS = 10.0
_MONO = "font-family: monospace; font-size: 7pt; white-space: pre;"
_CELL = (
    f"<td style='padding: 4px'><img src='code:%d' width='{_CODE}' height='{_CODE}'>"
    "<br><span style='font-size: 8pt'>%s</span></td>"
)


@dataclass(frozen=True, slots=True)
class Backup:
    """What stands on the sheet; ``secret`` and ``revocation`` are armoured text, "" for none."""

    name: str
    addresses: tuple[str, ...]
    fingerprint: str
    made: str
    secret: str
    revocation: str = ""

    def __repr__(self) -> str:
        return f"Backup({self.fingerprint!r}, …)"


def paper(backup: Backup) -> QTextDocument:
    """The sheet, to be printed or written as a PDF."""
    document = QTextDocument()
    document.setDefaultFont(_font())
    codes = backup_codes(backup.secret)
    for place, image in enumerate(codes):
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"code:{place}"), image)
    cells = [
        _CELL % (place, escape(tr("Part {number} of {count}", number=place + 1, count=len(codes))))
        for place in range(len(codes))
    ]
    rows = "".join(f"<tr>{''.join(cells[start : start + 2])}</tr>" for start in range(0, len(cells), 2))
    document.setHtml(_page(backup, f"<table>{rows}</table>" if rows else ""))
    return document


def _font() -> QFont:
    """In points: the window's own is in pixels of the screen, of which paper has many more."""
    font = QFont()
    font.setPointSizeF(_TEXT_POINTS)
    return font


def _page(backup: Backup, codes: str) -> str:
    title = tr("Backup of the key of {name}", name=backup.name)
    pieces = [
        f"<h2 style='font-size: 16pt'>{escape(title)}</h2>",
        _facts(backup),
        _heading(tr("What to do with this sheet")),
        _advice(),
        codes,
        _heading(tr("Secret key")),
        _block(backup.secret),
    ]
    if backup.revocation:
        pieces += [
            _heading(tr("To withdraw the key"), on_new_page=True),
            f"<p>{escape(_withdrawing())}</p>",
            _block(backup.revocation),
        ]
    return f"<body style='color: black; background: white; font-size: 10pt'>{''.join(pieces)}</body>"


def _heading(words: str, *, on_new_page: bool = False) -> str:
    before = "; page-break-before: always" if on_new_page else ""
    return f"<h3 style='font-size: 12pt{before}'>{escape(words)}</h3>"


def _facts(backup: Backup) -> str:
    facts = (
        (tr("For"), ", ".join(backup.addresses)),
        (tr("Made on"), backup.made),
        (tr("Fingerprint"), grouped(backup.fingerprint)),
    )
    return "".join(f"<div><b>{escape(name)}:</b> {escape(value)}</div>" for name, value in facts)


def _advice() -> str:
    steps = [
        tr("Keep it where you keep your passport. Whoever has it can read what is encrypted for you."),
        tr("To get the key back: scan the codes in their order or type the text, save it as a file, and import that "
           "file in “Keys and certificates”."),
        tr("If the key has a passphrase, you need that, too. Do not write it onto this sheet."),
    ]  # fmt: skip
    return "<ol>" + "".join(f"<li>{escape(step)}</li>" for step in steps) + "</ol>"


def _withdrawing() -> str:
    return tr("When the key is lost or stolen, import this part: it says that the key must not be used any more.")


def _block(text: str) -> str:
    """gpg writes a colon before a revocation, so that no file of it is imported by mistake."""
    lines = "<br>".join(escape(line.removeprefix(":")) for line in text.strip().splitlines())
    return f"<p style='{_MONO}'>{lines}</p>"
