"""HTML of the corpus made worse, cleaned, read as text and put on a page: ``python -m tests.fuzz.html [--minutes N]``.

Each must be done within two seconds of processor time, without an exception, and what is left must be harmless: no
element, attribute or address that a page may not have (the inspection of ``test_sanitise_attacks``). What fails is said
with its seed (``--seed S --count 1`` does it again) and kept in the directory ``--keep``.
"""

import random
import sys
from collections.abc import Sequence
from pathlib import Path

from mailclient.gui.message_view.html_dark import Look
from mailclient.gui.message_view.html_page import LIGHT_CARD, PageColours, page
from mailclient.mail.remote_content import Remote, RemoteKind
from mailclient.mime.html.sanitise import clean_remote_sheet, sanitise
from mailclient.mime.html.tags import without_tags
from mailclient.mime.plain import from_clean_html
from tests.fuzz.running import CORPUS, fault_of, found_or_exit, parser, run
from tests.gui.leaks.vectors import SETS, html_of_mails, vectors
from tests.unit.mime.test_sanitise_attacks import complaints

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


def trial(data: bytes) -> str:
    """ "" or what went wrong."""
    html = data.decode("utf-8", "surrogatepass")
    return fault_of(lambda: everything(html)) or "\n".join(complaints(html)[:5])


def main() -> int:
    """The exit code."""
    options = parser(__doc__).parse_args()
    found = found_or_exit(sources(CORPUS))
    return int(run(options, lambda seed: mutated(found, seed).encode("utf-8", "surrogatepass"), trial) > 0)


if __name__ == "__main__":
    sys.exit(main())
