"""What the structure of a message promises (``Cover``): from the part tree alone, before anything is opened.

It says what ``layer.py`` says of the message itself; more, and the text would be hidden that nobody opens. Only of CMS
that does not tell what it is (``smime-type``) it guesses that it is encrypted.
"""

from collections.abc import Callable

from mailclient.mail.ids import PartPath
from mailclient.mail.part import Part
from mailclient.mail.protection import CMS, CMS_SIGNATURES, PGP_ENCRYPTED, Cover, System
from mailclient.mime.protection.inline import INLINE_BYTES, MARK, encrypted_text, signed_text

Content = Callable[[PartPath], bytes | None]


def cover_of(root: Part, content: Content) -> Cover | None:
    """None: nothing protects the root, though parts of it may be protected. ``content``: of the shown texts."""
    cover = _own_cover(root)
    if cover is not None:
        return cover
    if root.media_type == "multipart/mixed" and len(root.children) == 2 and root.children[1].media_type == "text/plain":
        cover = _own_cover(root.children[0])
    return cover or _text_cover(root, content)


def is_encrypted(root: Part) -> bool:
    """Whether the structure alone says that all of it is encrypted: such a message is fetched whole or not at all."""
    cover = cover_of(root, lambda _path: None)
    return cover is not None and cover.encrypted


def _own_cover(part: Part) -> Cover | None:
    kind = part.media_type
    if kind == "multipart/signed":
        types = (part.parameters.get("protocol", "").lower(), *(child.media_type for child in part.children[1:2]))
        if any(each in CMS_SIGNATURES for each in types):
            return Cover(System.SMIME, signed=True)
        return Cover(System.OPENPGP, signed=True)
    if kind == "multipart/encrypted" or _is_mangled(part):
        return Cover(System.OPENPGP, encrypted=True)
    if kind in CMS or (kind == "application/octet-stream" and part.filename.lower().endswith(".p7m")):
        smime_type = part.parameters.get("smime-type", "").lower()
        if smime_type == "certs-only":
            return None
        is_clear = smime_type in ("signed-data", "compressed-data")
        return Cover(System.SMIME, signed=smime_type == "signed-data", encrypted=not is_clear)
    return None


def _is_mangled(part: Part) -> bool:
    types = [child.media_type for child in part.children]
    return part.media_type == "multipart/mixed" and types == ["text/plain", PGP_ENCRYPTED, "application/octet-stream"]


def _is_file(part: Part) -> bool:
    if part.media_type.startswith(("text/", "multipart/", "message/")):
        return part.disposition == "attachment" and not part.media_type.startswith("multipart/")
    return True


def _text_cover(root: Part, content: Content) -> Cover | None:
    text = root
    if root.media_type == "multipart/mixed" and root.children:
        text, *beside = root.children
        if not all(map(_is_file, beside)):
            return None
    if text.media_type != "text/plain" or text.children or text.disposition == "attachment":
        return None
    data = content(text.path)
    if data is None or len(data) > INLINE_BYTES or MARK not in data:
        return None
    if encrypted_text(data) is not None:
        return Cover(System.OPENPGP, encrypted=True)
    return Cover(System.OPENPGP, signed=True) if signed_text(data) is not None else None
