"""``python -m tests.speed.sanitise``: µs to clean the HTML of a message and to read it as text, beside others.

Over the HTML parts of the corpus that are no attack, each in processor time, the best of three rounds. The others are
asked for when they can be imported: ``pip install --target DIR bleach[css] lxml_html_clean beautifulsoup4`` and
``PYTHONPATH=DIR``. They do less: none of them keeps style sheets, names what is remote, or is bounded.
"""

import importlib
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import html2text

from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.html.tags import without_tags
from mailclient.mime.plain import from_clean_html
from tests.gui.leaks.vectors import html_of_mails

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_SETS = (
    "thunderbird-mail",
    "mailcore2",
    "mimekit",
    "flanker",
    "gmime",
    "ruby-mail",
    "sisimai-bounces",
    "kde-messagelib",
)
_ROUNDS = 3
Work = Callable[[str], object]


def documents() -> list[str]:
    """The HTML of real mail."""
    files = [file for name in _SETS for file in sorted((_CORPUS / name).rglob("*.eml"))]
    return [html for file in files for html in html_of_mails(file)]


def cleaners() -> dict[str, Work]:
    """By name."""
    found: dict[str, Work] = {"ours": sanitise}
    if bleach := _module("bleach"):
        sanitizer = _module("bleach.css_sanitizer")
        tags, style = {"p", "div", "span", "a", "b", "i", "table", "tr", "td", "br", "img", "font"}, ["style", "href"]
        css = sanitizer.CSSSanitizer() if sanitizer else None
        cleaner = bleach.Cleaner(tags=tags, attributes=style, css_sanitizer=css, strip=True)
        found["bleach"] = cleaner.clean
    if lxml := _module("lxml_html_clean"):
        cleaner = lxml.Cleaner(style=False, safe_attrs_only=False)
        found["lxml_html_clean"] = lambda html: cleaner.clean_html(html.encode("utf-8", "replace"))
    return found


def readers() -> dict[str, Work]:
    """From HTML (ours: from the clean one) to text, by name."""
    clean: dict[str, str] = {}
    found: dict[str, Work] = {
        "ours": lambda html: from_clean_html(clean.setdefault(html, sanitise(html).html)),
        "ours, tags left out": without_tags,
        "html2text": html2text.html2text,
    }
    if soup := _module("bs4"):
        found["beautifulsoup4"] = lambda html: soup.BeautifulSoup(html, "html.parser").get_text()
    return found


def main() -> None:
    """Print both tables."""
    html = documents()
    size = statistics.median(map(len, html))
    print(f"{len(html)} documents, {sum(map(len, html)) / 1e6:.1f} MB, median {size / 1e3:.1f} KB")
    for title, works in (("cleaned", cleaners()), ("read as text", readers())):
        print(f"\n{title:22}{'median µs':>12}{'mean µs':>12}{'worst ms':>12}{'of ours':>10}{'failed':>8}")
        ours = 0.0
        for name, work in works.items():
            times, failed = _times(work, html)
            mean = statistics.mean(times)
            ours = ours or mean
            line = f"{name:22}{statistics.median(times) * 1e6:12.0f}{mean * 1e6:12.0f}{max(times) * 1e3:12.1f}"
            print(f"{line}{mean / ours:10.1f}{failed:8}", flush=True)


def _times(work: Work, html: list[str]) -> tuple[list[float], int]:
    """Seconds for each, and how many raised."""
    best: list[float] = []
    failed = 0
    for document in html:
        rounds: list[float] = []
        for _ in range(_ROUNDS):
            started = time.process_time()
            try:
                work(document)
            except Exception:  # noqa: BLE001  theirs; it is counted
                failed += not rounds
            rounds.append(time.process_time() - started)
        best.append(min(rounds))
    return best, failed


def _module(name: str):  # type: ignore[no-untyped-def]
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


if __name__ == "__main__":
    main()
