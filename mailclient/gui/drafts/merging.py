"""Two versions of a draft put together: fields, paragraphs and files."""

from html.parser import HTMLParser

import msgspec

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.editor import BodyEditor
from mailclient.mail.draft_merge import merged, one_of
from mailclient.mime.addresses import format_address, parse_addresses

_VOID = frozenset(["br", "img", "hr"])


def put_together(base: DraftContent, mine: DraftContent, theirs: DraftContent) -> tuple[DraftContent, int]:
    """What both changed since ``base``, and in how many places both changed the same (there both texts stand)."""
    lists = {name: _addresses(*(getattr(one, name) for one in (base, mine, theirs))) for name in ("to", "cc", "bcc")}
    if mine.html:
        old, ours, other = (_blocks(_our_html(one)) for one in (base, mine, theirs))
        blocks, clashes = merged(old, ours, other)
        html, text = "".join(blocks), ""
    else:
        old, ours, other = (one.text.splitlines() for one in (base, mine, theirs))
        lines, clashes = merged(old, ours, other)
        html, text = "", "\n".join(lines)
    subject = one_of(base.subject, mine.subject, theirs.subject)
    files = _files(mine.files, theirs.files)
    return msgspec.structs.replace(mine, **lists, subject=subject, html=html, text=text, files=files), clashes


def _our_html(content: DraftContent) -> str:
    """As our editor writes it, so that the same words are the same text, whoever wrote them."""
    editor = BodyEditor()
    if content.html:
        editor.fill_html(content.html)
    else:
        editor.fill_plain(content.text)
    return editor.html()


def _addresses(base: str, mine: str, theirs: str) -> str:
    old, ours, other = ({one.address.casefold(): one for one in parse_addresses(text)} for text in (base, mine, theirs))
    kept = {key: one for key, one in ours.items() if key in other or key not in old}
    kept.update((key, one) for key, one in other.items() if key not in old)
    return ", ".join(format_address(one) for one in kept.values())


def _files(mine: tuple[DraftFile, ...], theirs: tuple[DraftFile, ...]) -> tuple[DraftFile, ...]:
    names = {file.filename for file in mine}
    return (*mine, *(file for file in theirs if file.filename not in names))


def _blocks(html: str) -> list[str]:
    """The outermost elements, one by one."""
    cutter = _Cutter(html)
    cutter.feed(html)
    cutter.close()
    return cutter.blocks()


class _Cutter(HTMLParser):
    """Notes where elements of the outermost level begin."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._html = html
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._depth = 0
        self._starts: list[int] = []

    def blocks(self) -> list[str]:
        """What is between them, blanks left out."""
        ends = [*self._starts[1:], len(self._html)]
        cut = (self._html[start:end].strip() for start, end in zip(self._starts, ends, strict=True))
        return [block for block in cut if block]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if self._depth == 0:
            self._begin()
        self._depth += tag not in _VOID

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - (tag not in _VOID))

    def handle_data(self, data: str) -> None:
        if self._depth == 0 and data.strip():
            self._begin()

    def _begin(self) -> None:
        line, column = self.getpos()
        self._starts.append(self._lines[line - 1] + column)
