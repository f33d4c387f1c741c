"""HTML of the corpus made worse, cleaned, read as text and put on a page: ``python -m tests.fuzz.html [--minutes N]``.

Each must be done within two seconds of processor time, without an exception, and what is left must be harmless: no
element, attribute or address that a page may not have (the inspection of ``test_sanitise_attacks``). What fails is said
with its seed (``--seed S --count 1`` does it again) and kept in the directory ``--keep``.
"""

import argparse
import random
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from mailclient.gui.message_view.html_dark import Look
from mailclient.gui.message_view.html_page import LIGHT_CARD, PageColours, page
from mailclient.mail.remote_content import Remote, RemoteKind
from mailclient.mime.html.sanitise import clean_remote_sheet, sanitise
from mailclient.mime.html.tags import without_tags
from mailclient.mime.plain import from_clean_html
from tests.fuzz.mime import SECONDS, TooSlowError
from tests.gui.leaks.vectors import SETS, html_of_mails, vectors
from tests.unit.mime.test_sanitise_attacks import complaints

_CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_LARGEST, _MOST = 120_000, 300_000
_SHEET = Remote("https://x.org/a.css", RemoteKind.STYLE, "", "mail")
_DARK = PageColours(True, "#1F2228", "#E6E9ED", "#9BA5B2", "#2D3138", "#8FB5FF", "#243450", "#3E444D")
_WORDS = (
    "<", ">", "\"", "'", "=", "&", "&#x", "&#0;", "&lt;", "\\", "\\0", "\x00", "/*", "*/", "<!--", "-->", "<![CDATA[",
    "]]>", "<style>", "</style>", "<svg>", "<math>", "</svg>", "<title>", "<noscript>", "<template>", "<select>",
    "<table>", "<td>", "<p style='", "url(", "url('http://x.org/", "remote:0", "cid:", "data:image/png,",
    "javascript:", "expression(", "@import ", "@media screen{", "@font-face{", "{", "}", "(", ")", "[", "]", ";", ":",
    ",", "a{color:red}", "<img src=", "<a href=", "<base href=//x.org>", "<link rel=stylesheet href=", "<body ",
    "<html ", "<div>", "<b>", "<font color=red>", "onerror=x ", "<plaintext>", "<xmp>", "<iframe>", "<form>",
    "<input>", "\u2028", "\ufeff", "ı", "</", "<a b='", "\n", "\t",
)  # fmt: skip


def sources(corpus: Path) -> list[str]:
    """Hostile vectors, and the HTML of real mail."""
    found = [text for name in SETS for text in vectors(corpus, name)]
    found += [html for mail in sorted(corpus.rglob("*.eml"))[:4_000] for html in html_of_mails(mail)]
    return [html for html in found if 0 < len(html) <= _LARGEST]


def mutated(found: Sequence[str], seed: int) -> str:
    """One of them, changed in up to ten places; the same for the same seed."""
    chance = random.Random(seed)
    html = chance.choice(found)
    for _ in range(chance.randrange(1, 11)):
        at = chance.randrange(len(html) + 1)
        match chance.randrange(6):
            case 0 | 1:
                html = html[:at] + chance.choice(_WORDS) + html[at:]
            case 2:
                html = html[:at] + chance.choice(_WORDS) * chance.choice((2, 30, 3_000)) + html[at:]
            case 3:
                html = html[:at] + html[at + chance.choice((1, 3, 60)) :]
            case 4:
                html = html[:at] + html[at : at + chance.choice((30, 400))] * chance.choice((2, 40)) + html[at:]
            case _:
                other = chance.choice(found)
                start = chance.randrange(len(other) + 1)
                html = html[:at] + other[start : start + chance.choice((20, 300, 4_000))] + html[at:]
        html = html[:_MOST]
    return html


def everything(html: str) -> None:
    """All that is done with it when a message is opened."""
    clean = sanitise(html)
    from_clean_html(clean.html)
    without_tags(html)
    clean_remote_sheet(html, _SHEET, clean.remote)
    for look in (Look.LIGHT, Look.DARK):
        page(clean.html, _DARK, family="x", size=15, width=700, look=look, remote={0})
    page(clean.html, LIGHT_CARD, family="x", size=15, width=700)


def trial(html: str) -> str:
    """ "" or what went wrong."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS * 4)
    try:
        everything(html)
        taken = time.process_time() - started
        left = complaints(html)
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        return traceback.format_exc(limit=-6)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return (f"{taken:.1f} s\n" if taken > SECONDS else "") + "\n".join(left[:5])


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="documents, at most; 0: as many as the time allows")
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    found = sources(_CORPUS)
    if not found:
        sys.exit(f"no corpus at {_CORPUS}")
    signal.signal(signal.SIGPROF, _too_slow)
    failed, seed = 0, options.seed
    while time.process_time() < options.minutes * 60 and (not options.count or seed < options.seed + options.count):
        html = mutated(found, seed)
        if fault := trial(html):
            failed += 1
            print(f"seed {seed}, {len(html):,} characters: {fault}", flush=True)
            if options.keep:
                Path(options.keep).mkdir(parents=True, exist_ok=True)
                (Path(options.keep) / f"{seed}.html").write_text(html, "utf-8", "surrogatepass")
        seed += 1
    print(f"{seed - options.seed:,} documents, {failed} failed, {time.process_time():.0f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
