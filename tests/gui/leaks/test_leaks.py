"""0 requests and 0 scripts: every vector as a mail in the real view; and the view alone, with nothing cleaned."""

from pathlib import Path

import pytest

from tests.gui.leaks.vectors import SETS, as_shown, vectors
from tests.gui.leaks.watched import Browser, Seen, watch

_TOGETHER = 60_000
"""Characters of cleaned HTML, which is well-formed, shown in one page: so the suite stays quick."""
_RAW_MS = 1_500
"""The longest wait for a page of which nobody expects that it loads."""
CONTROL = (
    "<link rel=dns-prefetch href=//dns.leak.test><link rel=preconnect href=https://connect.leak.test>"
    "<img src=http://image.leak.test/x.png><script>alert(1)</script>"
)


def quiet(seen: Seen) -> bool:
    return seen.requests == 0 and seen.scripts == 0 and seen.loaded > 0


def joined(documents: list[str]) -> list[str]:
    pages = [""]
    for document in documents:
        if len(pages[-1]) > _TOGETHER:
            pages.append("")
        pages[-1] += document
    return pages


def test_the_listeners_hear(tmp_path: Path) -> None:
    expected = {"dns": 3, "http": 1, "https": 1, "scripts": 1}
    seen = watch([CONTROL], Browser.OPEN, tmp_path, expected=expected)
    assert seen.dns >= 3
    assert seen.http >= 1
    assert seen.https >= 1
    assert seen.scripts == 1


def test_mail_is_quiet(corpus: Path, tmp_path: Path) -> None:
    """All sets, cleaned, in the view as it is."""
    found = {name: vectors(corpus, name) for name in SETS}
    assert all(found.values())
    cleaned = [page for each in found.values() for page in joined([as_shown(html) for html in each])]
    seen = watch(cleaned, Browser.READER, tmp_path)
    assert quiet(seen), seen
    assert seen.loaded == len(cleaned)


@pytest.mark.parametrize("name", ["httpleaks", "h5sc"])
def test_the_view_alone_is_quiet(corpus: Path, tmp_path: Path, name: str) -> None:
    """As if nothing had been cleaned: each vector a page of its own, since they are not well-formed."""
    raw = [CONTROL, *vectors(corpus, name)]
    seen = watch(raw, Browser.READER, tmp_path, each_ms=_RAW_MS)
    assert quiet(seen), seen


def test_what_is_cleaned_runs_nothing_anywhere(corpus: Path, tmp_path: Path) -> None:
    """In a browser without any limit: no script; and nothing is asked for, but the names in links (DNS prefetch)."""
    sets = ("httpleaks", "h5sc", "dompurify", "bleach", "efail-derived")
    cleaned = [page for name in sets for page in joined([as_shown(html) for html in vectors(corpus, name)])]
    seen = watch(cleaned, Browser.OPEN, tmp_path)
    assert seen.scripts == 0, seen
    assert seen.http == seen.https == 0, seen
