"""File names from strangers made safe to show and to save as."""

import mimetypes
import re
import unicodedata

NAME_BYTES = 200
"""UTF-8 bytes; file systems stop at 255, and a browser or "(1)" adds some."""
_EXTENSION_BYTES = 20

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat",
    "application/octet-stream": "",
    "message/delivery-status": ".txt",
    "text/rfc822-headers": ".txt",
}


def safe_filename(name: str, media_type: str = "", fallback: str = "attachment") -> str:
    """``name`` without path, control and direction-changing characters, never empty, "." or a device name.

    At most 200 UTF-8 bytes, the extension kept. Without a name: ``fallback`` plus an extension for ``media_type``.
    """
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
    )
    # Windows drops dots and spaces at the end, so "a.exe . ." would become "a.exe"
    name = " ".join(_FORBIDDEN.sub("_", name).split()).rstrip(". ")
    if not name.strip("."):
        name = fallback + extension_of(media_type)
    if name.startswith(".") or _DEVICES.match(name):
        name = "_" + name
    return _shortened(name)


def extension_of(media_type: str) -> str:
    """The usual extension with its dot, "" when there is none."""
    if media_type in _EXTENSIONS:
        return _EXTENSIONS[media_type]
    return mimetypes.guess_extension(media_type, strict=False) or ""


def type_of(name: str) -> str:
    """The media type that is usual for a file of this name."""
    return mimetypes.guess_type("file." + name.rpartition(".")[2], strict=False)[0] or "application/octet-stream"


def _shortened(name: str) -> str:
    if len(name.encode()) <= NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > _EXTENSION_BYTES:
        stem, extension = name, ""
    room = NAME_BYTES - len((dot + extension).encode()) if extension else NAME_BYTES
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    return f"{stem}.{extension}" if extension else stem
