"""HTML with words hidden at random, quoted, and looked at by Chromium: ``python -m tests.fuzz.quoting [--minutes N]``.

Each word stands once; a word that is quoted though Chromium says that it cannot be seen is a fault, told with its seed
(``--seed S --count 1`` does it again). How many of the seen words are quoted is told at the end.
"""

import argparse
import os
import random
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from mailclient.mime.html.sanitise import sanitise
from mailclient.mime.quoting import quotable
from tests.gui.test_quoting_seen import Looking, quoted_words

_SIZES = ("0", "1px", "3px", "12px", "20px", "200px", "2000px", "-5px", "-30px", "-500px", "1em", "-9em", "50%", "-80%")
_COLOURS = ("#fff", "#000", "#eee", "#fefefe", "red", "transparent", "rgba(0,0,0,.05)", "#123456", "white", "inherit")
_DECLARATIONS = {
    "display": ("none", "block", "inline", "inline-block", "flex", "table", "table-cell"),
    "visibility": ("hidden", "visible", "collapse", "inherit"),
    "opacity": ("0", "0.05", "0.5", "1"),
    "font-size": ("0", "1px", "4px", "10%", "80%", "16px", "300%", "smaller", "xx-small"),
    "color": _COLOURS,
    "background": _COLOURS,
    "background-color": _COLOURS,
    "overflow": ("hidden", "visible", "auto", "scroll"),
    "height": _SIZES[:7],
    "max-height": _SIZES[:7],
    "width": _SIZES[:7],
    "max-width": _SIZES[:7],
    "margin": _SIZES,
    "margin-left": _SIZES,
    "margin-top": _SIZES,
    "margin-bottom": _SIZES,
    "margin-right": _SIZES,
    "padding": _SIZES[:7],
    "padding-left": _SIZES[:7],
    "text-indent": _SIZES,
    "line-height": ("0", "0.1", "1", "2", "1px", "500px"),
    "letter-spacing": ("-20px", "-1px", "0", "3px", "90px"),
    "word-spacing": ("-60px", "0", "400px"),
    "vertical-align": ("-300px", "400px", "middle", "top"),
    "white-space": ("nowrap", "pre", "normal", "pre-wrap"),
    "float": ("left", "right", "none"),
    "position": ("absolute", "relative"),
    "outline": ("200px solid #fff", "none"),
    "box-shadow": ("0 0 0 300px #fff", "0 1px 2px #000"),
    "direction": ("rtl", "ltr"),
    "box-sizing": ("border-box", "content-box"),
    "border": ("30px solid #fff", "none"),
    "table-layout": ("fixed", "auto"),
    "text-align": ("right", "center"),
    "flex-direction": ("row-reverse", "column"),
}
_TAGS = ("div", "p", "span", "b", "td", "blockquote", "ul", "li", "font", "details", "center", "h2")
_SELECTORS = (".a", ".b", "#c", "p", "div > b", "div span", "p + p", ".a .b", "*:not(.a)", "b:first-child", "[title]")
_QUERIES = ("(min-width:1px)", "(max-width:600px)", "screen", "print", "(orientation:landscape)", "(min-width:800px)")


class _Made:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0

    def style(self) -> str:
        names = self.chance.sample(sorted(_DECLARATIONS), self.chance.choice((0, 1, 1, 2, 3)))
        return ";".join(f"{name}:{self.chance.choice(_DECLARATIONS[name])}" for name in names)

    def word(self) -> str:
        self.count += 1
        return f"w{self.count:03}" + self.chance.choice(("", "long" * 3)) + "x "

    def element(self, depth: int) -> str:
        tag = self.chance.choice(_TAGS)
        attributes = f' style="{self.style()}"' if self.chance.random() < 0.6 else ""
        attributes += self.chance.choice(("", "", ' class="a"', ' class="b"', ' id="c"', ' title="t"'))
        inner = "".join(
            self.element(depth + 1) if depth < 4 and self.chance.random() < 0.45 else self.word()
            for _ in range(self.chance.randrange(1, 5))
        )
        made = f"<{tag}{attributes}>{inner}" + (f"</{tag}>" if self.chance.random() < 0.97 else "")
        return f"<table><tr>{made}</tr></table>" if tag == "td" else made

    def html(self) -> str:
        rules = ""
        for _ in range(self.chance.choice((0, 0, 1, 3))):
            rule = f"{self.chance.choice(_SELECTORS)}{{{self.style()}}}"
            rules += f"@media {self.chance.choice(_QUERIES)}{{{rule}}}" if self.chance.random() < 0.4 else rule
        return f"<style>{rules}</style>" + "".join(self.element(0) for _ in range(self.chance.randrange(1, 7)))


def main() -> None:
    """Run for some time, or some seeds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=1.0)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=0)
    options = arguments.parse_args()
    app = QApplication([])
    looking = Looking()
    end = time.monotonic() + options.minutes * 60
    seed, faults, seen_words, quoted_seen = options.seed, 0, 0, 0
    while (seed < options.seed + options.count) if options.count else time.monotonic() < end:
        clean = sanitise(_Made(seed).html()).html
        quoted, seen = quoted_words(quotable(clean).html), looking.seen(clean)
        wrong = [word for word in quoted if word not in seen]
        if wrong:
            faults += 1
            print(f"seed {seed}: quoted unseen {wrong[:5]}\n{clean if options.count else ''}")
        there = {word for word in quoted_words(clean) if word in seen and word.startswith("w")}
        seen_words += len(there)
        quoted_seen += len(there & set(quoted))
        seed += 1
    print(f"{seed - options.seed} pages, {faults} faults; {quoted_seen} of {seen_words} seen words quoted")
    looking.close()
    app.quit()
    if faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
