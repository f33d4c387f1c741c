"""Simple HTML from plain text, as mailers make it: paragraphs, lists, links, *bold*, quotes."""

import html
import re

_LINK = re.compile(r"https?://[^\s<>()]+[^\s<>().,;:!?]")
_IMAGE = re.compile(r"\[image: ([\w-]+)\.\w+\]")
_BOLD = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])")


def html_from_text(text: str) -> str:
    """A small document. Blocks are parted by empty lines; "- " begins list items, ">" quoted lines.

    A line "[image: name.png]" shows the image that goes with the letter under this name.
    """
    blocks = [_block(block) for block in re.split(r"\n{2,}", text.strip())]
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n'
        '<body style="font-family: sans-serif; font-size: 15px; line-height: 1.5">\n'
        + "\n".join(blocks)
        + "\n</body></html>\n"
    )


def _block(block: str) -> str:
    if image := _IMAGE.fullmatch(block):
        style = "max-width: 100%; height: auto; border-radius: 6px"
        return f'<p><img src="cid:{image[1]}" alt="" style="{style}"></p>'
    lines = block.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    if all(line.startswith(">") for line in lines):
        inner = "<br>\n".join(_inline(line[1:].strip()) for line in lines)
        style = "margin: 0 0 0 8px; padding-left: 12px; border-left: 2px solid #c8ccd4; color: #5b6470"
        return f'<blockquote style="{style}">{inner}</blockquote>'
    return "<p>" + "<br>\n".join(_inline(line) for line in lines) + "</p>"


def _inline(line: str) -> str:
    escaped = html.escape(line, quote=False)
    linked = _LINK.sub(lambda match: f'<a href="{match[0]}">{match[0]}</a>', escaped)
    return _BOLD.sub(r"<b>\1</b>", linked)
