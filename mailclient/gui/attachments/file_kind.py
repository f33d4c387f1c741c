"""What a file can be shown as without another program. Pure: no Qt."""

from enum import StrEnum

from mailclient.gui.attachments.file_danger import RUNS, dangers_of_name, ending_of

LARGEST = 50_000_000
"""Bytes; a larger file is left to its own program."""

_PICTURES = frozenset(("image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp"))
_PICTURE_ENDINGS = frozenset(("png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp"))
_TEXT_TYPES = frozenset(("application/json", "application/xml", "application/x-yaml", "message/delivery-status"))
_TEXT_NAMES = "txt text md markdown csv tsv log json yaml yml ini conf diff patch tex srt xml ics vcf asc"
_TEXT_ENDINGS = frozenset(_TEXT_NAMES.split())
_UNTYPED = ("application/octet-stream", "application/x-download", "application/force-download", "")


class FileKind(StrEnum):
    """How it is shown."""

    PICTURE = "picture"
    PDF = "pdf"
    TEXT = "text"
    MESSAGE = "message"


def file_kind(media_type: str, filename: str, size: int = 0) -> FileKind | None:
    """By its type, by its name where the type says nothing; None: only another program can show it.

    Web pages are not shown: as text they say little, and drawn they are what one is warned of.
    """
    ending = ending_of(filename)
    untyped = media_type in _UNTYPED
    if media_type == "message/rfc822" or (untyped and ending == "eml"):
        return FileKind.MESSAGE
    if size > LARGEST:
        return None
    if media_type in _PICTURES or (untyped and ending in _PICTURE_ENDINGS):
        return FileKind.PICTURE
    if media_type in ("application/pdf", "application/x-pdf") or (untyped and ending == "pdf"):
        return FileKind.PDF
    if _is_text(media_type, ending, untyped=untyped) and not RUNS.intersection(dangers_of_name(filename, "")):
        return FileKind.TEXT
    return None


def _is_text(media_type: str, ending: str, *, untyped: bool) -> bool:
    if media_type in ("text/html", "text/javascript"):
        return False
    if media_type.startswith("text/") or media_type in _TEXT_TYPES:
        return True
    return untyped and ending in _TEXT_ENDINGS
