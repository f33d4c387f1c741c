"""What is inside a part, and the paths of what is inside: "2!1" is the first file in part 2."""

from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mime.container.contained import Contained, Unpacked
from mailclient.mime.container.in_text import TextFiles, files_in_text
from mailclient.mime.container.tnef import unpack_tnef

NESTING_LIMIT = 5
FETCH_LIMIT = 1_000_000
"""Bytes of a container that are fetched with the text, so that its files can be listed."""

_MARK = "!"
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"}
_TNEF_NAME = "winmail.dat"


def is_tnef_part(part: Part) -> bool:
    """By its type, or by the name Outlook gives it."""
    return part.media_type in _TNEF_TYPES or part.filename.lower() == _TNEF_NAME


def is_fetched_with_text(part: Part) -> bool:
    """Whether it holds files that should be listed, and is small."""
    return is_tnef_part(part) and part.size <= FETCH_LIMIT


def path_inside(path: PartPath, number: int) -> PartPath:
    """Of the file ``number``, from 1, in the part ``path``."""
    return PartPath(f"{path}{_MARK}{number}")


def container_of(path: PartPath) -> PartPath:
    """The part of the message that holds it; a path that is no path inside stays."""
    return PartPath(path.split(_MARK, 1)[0])


def is_inside(path: PartPath) -> bool:
    """Whether it is the path of something inside a part."""
    return _MARK in path


def unpack(data: bytes) -> Unpacked:
    """What is inside TNEF, or in a text. Never raises."""
    found = unpack_tnef(data)
    if found is not None:
        return found
    in_text: TextFiles = files_in_text(data)
    return Unpacked(in_text.files, damaged=in_text.damaged)


def take_out(data: bytes, path: PartPath) -> bytes:
    """The file ``path`` out of the decoded contents of its ``container_of``. KeyError where there is none."""
    numbers = path.split(_MARK)[1:]
    if len(numbers) > NESTING_LIMIT:
        raise KeyError(path)
    for number in numbers:
        data = _file(unpack(data).files, number, path).data
    return data


def _file(files: tuple[Contained, ...], number: str, path: PartPath) -> Contained:
    if not number.isdecimal() or not 0 < int(number[:6]) <= len(files):
        raise KeyError(path)
    return files[int(number[:6]) - 1]
