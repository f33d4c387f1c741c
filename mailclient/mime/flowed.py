"""format=flowed (RFC 3676): the paragraphs a sender wrapped are joined again."""

from dataclasses import dataclass, field

_SIGNATURE = "-- "


@dataclass(slots=True)
class _Paragraph:
    """Lines of one quote depth that flow into each other; ``is_open`` while the last one ended softly."""

    depth: int = 0
    pieces: list[str] = field(default_factory=list)
    is_open: bool = False

    def text(self) -> str:
        line = "".join(self.pieces)
        return f"{'>' * self.depth} {line}".rstrip(" ") if self.depth and line != _SIGNATURE else line


def unflow(text: str, *, delete_space: bool = False) -> str:
    """``text`` with soft line breaks taken out; quote marks are kept. ``delete_space`` is DelSp=yes."""
    paragraphs: list[_Paragraph] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing
        is_soft = content.endswith(" ") and content != _SIGNATURE
        current = paragraphs[-1] if paragraphs else _Paragraph()
        if not current.is_open or current.depth != depth or content == _SIGNATURE:
            current = _Paragraph(depth)
            paragraphs.append(current)
        current.pieces.append(content[:-1] if is_soft and delete_space else content)
        current.is_open = is_soft
    return "\n".join(paragraph.text() for paragraph in paragraphs)
