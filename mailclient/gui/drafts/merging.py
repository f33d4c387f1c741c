"""Two versions of a draft put together: fields, lines and files."""

import msgspec

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.html_writing import html_of_passages
from mailclient.gui.composer.editing.passage import Line, Passage
from mailclient.gui.composer.editing.run import Run
from mailclient.mail.draft_merge import merged, one_of
from mailclient.mime.addresses import format_address, parse_addresses


def put_together(base: DraftContent, mine: DraftContent, theirs: DraftContent) -> tuple[DraftContent, int]:
    """What both changed since ``base``, and in how many places both changed the same (there both texts stand)."""
    lists = {name: _addresses(*(getattr(one, name) for one in (base, mine, theirs))) for name in ("to", "cc", "bcc")}
    if mine.html:
        passages, clashes = merged(_passages(base), _passages(mine), _passages(theirs))
        html, text = html_of_passages(passages), ""
    else:
        old, ours, other = (one.text.splitlines() for one in (base, mine, theirs))
        lines, clashes = merged(old, ours, other)
        html, text = "", "\n".join(lines)
    subject = one_of(base.subject, mine.subject, theirs.subject)
    files = _files(mine.files, theirs.files)
    return msgspec.structs.replace(mine, **lists, subject=subject, html=html, text=text, files=files), clashes


def _passages(content: DraftContent) -> list[Passage]:
    """As our editor reads it, so that the same words are the same line, whoever wrote them."""
    if content.html:
        return passages_of_html(content.html)[0]
    return [Line((Run(line),) if line else ()) for line in content.text.splitlines()]


def _addresses(base: str, mine: str, theirs: str) -> str:
    old, ours, other = ({one.address.casefold(): one for one in parse_addresses(text)} for text in (base, mine, theirs))
    kept = {key: one for key, one in ours.items() if key in other or key not in old}
    kept.update((key, one) for key, one in other.items() if key not in old)
    return ", ".join(format_address(one) for one in kept.values())


def _files(mine: tuple[DraftFile, ...], theirs: tuple[DraftFile, ...]) -> tuple[DraftFile, ...]:
    names = {file.filename for file in mine}
    return (*mine, *(file for file in theirs if file.filename not in names))
