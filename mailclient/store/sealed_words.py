"""The words of an encrypted message as the search index would have them, and whether a criterion is met by them. Pure.

Sealed as a whole by the engine: on the disk there is neither text nor word.
"""

import zlib
from collections.abc import Iterable

import msgspec

from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Not, Text
from mailclient.store.search_expression import is_inside, looked_for
from mailclient.store.words import index_text, tokens

TEXT_LIMIT = 500_000
"""Characters of a text whose words are kept."""
_LARGEST = 16_000_000
"""Bytes of words; more was not written by us."""


class WordsError(Exception):
    """Not what ``pack`` made."""


class SealedWords(msgspec.Struct, frozen=True, array_like=True):
    """Words joined by single blanks, one at both ends."""

    subject: str
    text: str
    files: str
    sender: str
    recipients: str

    def meets(self, criterion: Criterion) -> bool | None:
        """Whether it is found by it; None where only other things than words are asked for."""
        match criterion:
            case Text():
                return self._has(criterion)
            case Not(part):
                met = self.meets(part)
                return None if met is None else not met
            case All(parts):
                each = [self.meets(part) for part in parts]
                return False if False in each else None if None in each and True not in each else True
            case AnyOf(parts):
                each = [self.meets(part) for part in parts]
                return True if True in each else None if set(each) == {None} else False
        return None

    def _has(self, text: Text) -> bool:
        words = looked_for(text)
        inside = is_inside(text)
        return bool(words) and any(words.stands_in(each, inside=inside) for each in self._of(text.field))

    def _of(self, field: Field) -> tuple[str, ...]:
        match field:
            case Field.ANYWHERE:
                return (self.subject, self.text, self.files, self.sender, self.recipients)
            case Field.SUBJECT:
                return (self.subject,)
            case Field.BODY:
                return (self.text,)
            case Field.FILENAME:
                return (self.files,)
            case Field.FROM:
                return (self.sender,)
            case Field.TO | Field.CC | Field.BCC:
                return (self.recipients,)
        return ()


def sealed_words(
    subject: str, text: str, files: Iterable[str], sender: Iterable[str], recipients: Iterable[str]
) -> SealedWords:
    """The words of these."""
    return SealedWords(_joined(subject), _joined(text[:TEXT_LIMIT]), *map(_all_joined, (files, sender, recipients)))


def pack(words: SealedWords) -> bytes:
    """As it is sealed."""
    return zlib.compress(msgspec.msgpack.encode(words), 1)


def unpack(data: bytes) -> SealedWords:
    """What ``pack`` made. ``WordsError``."""
    try:
        unpacking = zlib.decompressobj()
        return msgspec.msgpack.decode(unpacking.decompress(data, _LARGEST), type=SealedWords)
    except (zlib.error, msgspec.DecodeError) as error:
        raise WordsError(str(error)) from error


def _joined(text: str) -> str:
    return f" {' '.join(tokens(index_text(text)))} "


def _all_joined(texts: Iterable[str]) -> str:
    return _joined("\n".join(texts))
