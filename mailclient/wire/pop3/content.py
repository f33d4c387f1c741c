"""A multi-line answer on its way in: freed of the doubled dots, until its end (RFC 1939 section 3), piece by piece.

Only CR LF ends a line here. Servers send on what a message contains, bare line feeds too; were "LF . LF" taken for the
end, the rest of such a message would be read as the server's next answers.
"""

_END = b"\r\n.\r\n"


class Content:
    """``decode`` any pieces, however they are cut, until ``ended``; what came after the end is in ``rest``."""

    def __init__(self) -> None:
        self.ended = False
        self.rest = b""
        # The status line ended in CR LF: the first line may be the end already.
        self._held = b"\r\n"
        self._first = True

    def decode(self, piece: bytes) -> bytes:
        """What these bytes say; a few at their end may be held back until it is known what they mean."""
        data = self._held + piece
        end = data.find(_END)
        if end >= 0:
            self.ended = True
            self._held = b""
            data, self.rest = data[: end + 2], data[end + len(_END) :]
        else:
            held = next((size for size in range(len(_END) - 1, 0, -1) if data.endswith(_END[:size])), 0)
            data, self._held = data[: len(data) - held], data[len(data) - held :]
        if self._first and data:
            self._first = False
            data = data.replace(b"\r\n.", b"\r\n")
            return data[2:]
        return data.replace(b"\r\n.", b"\r\n")
