"""What is signed is read twice, to sign it and to send it: both times the same bytes, or it is not sent."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.entity import Entity

Seen = Callable[[int], None]
"""Called with how many bytes more were read."""


class SameBytes:
    """Of one entity. Go over ``first`` whole, then send ``entity``, which raises ``MailError`` FILE_CHANGED."""

    def __init__(self, entity: Entity, seen: Seen) -> None:
        self._entity, self._seen = entity, seen
        self._digest = b""
        self.entity = replace(entity, body=_Compared(self))

    def first(self) -> Iterator[bytes]:
        """All bytes, header and body, as they are to be signed."""
        digest = hashlib.sha256()
        yield self._entity.header + b"\r\n"
        for piece in self._entity.body:
            digest.update(piece)
            self._seen(len(piece))
            yield piece
        self._digest = digest.digest()

    def again(self) -> Iterator[bytes]:
        """The body once more."""
        digest = hashlib.sha256()
        for piece in self._entity.body:
            digest.update(piece)
            yield piece
        if digest.digest() != self._digest:
            raise MailError(Problem(ProblemKind.FILE_CHANGED, detail="changed while it was signed"))


class _Compared:
    def __init__(self, same: SameBytes) -> None:
        self._same = same

    def __iter__(self) -> Iterator[bytes]:
        return self._same.again()
