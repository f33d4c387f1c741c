"""What was typed, as mail: a ``QTextDocument`` into clean semantic HTML and into plain text.

Qt's own ``toHtml`` was rejected: it writes fonts, sizes and margins into every paragraph, which then fight with the
reader's own type. Here only meaning goes out: paragraphs, lists, quotes, bold, italic, underline, links.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextList,
    QTextListFormat,
)

_LINE_SEPARATOR = "\u2028"
_OBJECT = "\ufffc"
_ORDERED = QTextListFormat.Style.ListDecimal


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    bold: bool
    italic: bool
    underline: bool
    url: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One block: its quote level, the list it is in ("ul", "ol" or "") with its depth, and its runs."""

    level: int
    list_tag: str
    list_depth: int
    runs: tuple[_Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def quote_level(block_format: QTextBlockFormat) -> int:
    """How deep a block is quoted."""
    value = block_format.property(QTextFormat.Property.BlockQuoteLevel)
    return value if isinstance(value, int) else 0


def list_of(block: QTextBlock) -> QTextList | None:
    """The list a block is in; Qt has None for none, which its stubs do not say."""
    return block.textList()


def list_at(cursor: QTextCursor) -> QTextList | None:
    """The list the cursor is in."""
    return cursor.currentList()


def html_of(document: QTextDocument) -> str:
    """The document as an HTML fragment."""
    out: list[str] = []
    open_tags: list[str] = []
    paragraph: list[str] = []

    def end_paragraph() -> None:
        if paragraph:
            out.append(f"<p>{'<br>'.join(paragraph)}</p>")
            paragraph.clear()

    lines = _trimmed(list(_lines(document)))
    places = [["blockquote"] * line.level + [line.list_tag] * line.list_depth for line in lines]
    for line, wanted, next_wanted in zip(lines, places, [*places[1:], []], strict=False):
        if wanted != open_tags:
            end_paragraph()
            _change_tags(out, open_tags, wanted)
            open_tags = wanted
        inner = "".join(_run_html(run) for run in line.runs)
        if inner.startswith(" "):  # white space at the start of a line would be lost
            inner = f"&nbsp;{inner[1:]}"
        if line.list_tag:
            out.append(f"<li>{inner}</li>")
        elif inner:
            paragraph.append(inner)
        elif paragraph and wanted == next_wanted:
            end_paragraph()
        else:
            end_paragraph()
            out.append("<br>")
    end_paragraph()
    _change_tags(out, open_tags, [])
    return "\n".join(out)


def plain_of(document: QTextDocument, *, own_only: bool = False) -> str:
    """The document as plain text, quotes marked with ">"; ``own_only``: without what is quoted."""
    out: list[str] = []
    number = 0
    for line in _trimmed(list(_lines(document))):
        if own_only and line.level:
            continue
        number = number + 1 if line.list_tag == "ol" else 0
        mark = {"ul": "- ", "ol": f"{number}. "}.get(line.list_tag, "")
        indent = "  " * max(line.list_depth - 1, 0)
        text = indent + mark + "".join(_run_plain(run) for run in line.runs)
        quote = ">" * line.level
        out.extend((f"{quote} {part}".rstrip() if quote else part) for part in text.split("\n"))
    return "\n".join(out)


def _trimmed(lines: list[_Line]) -> list[_Line]:
    while lines and not lines[-1].text.strip():
        lines.pop()
    return lines


def _lines(document: QTextDocument) -> Iterator[_Line]:
    block = document.begin()
    while block.isValid():
        text_list = list_of(block)
        tag, depth = "", 0
        if text_list is not None:
            list_format = text_list.format()
            tag = "ol" if list_format.style() == _ORDERED else "ul"
            depth = max(list_format.indent(), 1)
        yield _Line(quote_level(block.blockFormat()), tag, depth, tuple(_runs(block)))
        block = block.next()


def _runs(block: QTextBlock) -> Iterator[_Run]:
    iterator = block.begin()
    while not iterator.atEnd():
        fragment: QTextFragment = iterator.fragment()
        if fragment.isValid():
            style = fragment.charFormat()
            url = style.anchorHref() if style.isAnchor() else ""
            text = fragment.text().replace(_LINE_SEPARATOR, "\n").replace(_OBJECT, "").replace("\xa0", " ")
            yield _Run(
                text,
                bold=style.fontWeight() >= QFont.Weight.DemiBold,
                italic=style.fontItalic(),
                underline=style.fontUnderline() and not url,
                url=url if url.startswith(("http:", "https:", "mailto:")) else "",
            )
        iterator += 1


def _run_html(run: _Run) -> str:
    html = escape(run.text, quote=False).replace("  ", "&nbsp; ").replace("\n", "<br>")
    if run.url:
        html = f'<a href="{escape(run.url)}">{html}</a>'
    for wanted, tag in ((run.underline, "u"), (run.italic, "i"), (run.bold, "b")):
        if wanted:
            html = f"<{tag}>{html}</{tag}>"
    return html


def _run_plain(run: _Run) -> str:
    shown = run.url.removeprefix("mailto:")
    if run.url and run.text.strip() not in (run.url, shown, shown.removeprefix("https://").removeprefix("http://")):
        return f"{run.text} <{shown}>"
    return run.text


def _change_tags(out: list[str], now: list[str], wanted: list[str]) -> None:
    """Close and open tags so that ``wanted`` are open; what both share at the start stays open."""
    shared = 0
    while shared < min(len(now), len(wanted)) and now[shared] == wanted[shared]:
        shared += 1
    out.extend(_closing(tag) for tag in reversed(now[shared:]))
    out.extend(_opening(tag) for tag in wanted[shared:])


def _opening(tag: str) -> str:
    return '<blockquote type="cite">' if tag == "blockquote" else f"<{tag}>"


def _closing(tag: str) -> str:
    return f"</{tag}>"
