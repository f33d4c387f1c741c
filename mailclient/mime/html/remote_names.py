"""Addresses in HTML and CSS, each put into a form that loads nothing by itself.

What the message has itself stays or becomes ``cid:``; what would come from the web becomes ``remote:N``, a place in the
list that is kept with the message (``Body.remote``); all else goes. The forms have no character that means something to
HTML or CSS.
"""

import re
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin

from mailclient.mail.remote_content import Remote, RemoteKind
from mailclient.mime.html.picture_room import PictureRoom
from mailclient.mime.html.remote_address import loadable
from mailclient.mime.html.style import HOLE, CleanStyle, is_remote
from mailclient.mime.html.trackers import PIXEL, is_font_sheet, tracker_of
from mailclient.mime.image import image_type

NUMBER_LIMIT = 1_000
"""Addresses of one message that get a name."""

_IGNORED = re.compile(r"[\x00-\x20\x7f\u2028\u2029]+")
_DATA_IMAGE = re.compile(
    r"data:image/(?:png|gif|jpe?g|pjpeg|webp|bmp|avif|x-icon|vnd\.microsoft\.icon)[;,][\w+/=%;,.:-]*", re.IGNORECASE
)


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


class RemoteNames:
    """Names for one message, all its HTML parts together.

    ``own``: what else than a Content-ID names a part of the message (Content-Location) → the Content-ID it goes by.
    ``known``: names given before, which stay.
    """

    def __init__(self, own: Mapping[str, str] | None = None, known: tuple[Remote, ...] = ()) -> None:
        self._own = own or {}
        self._remote = list(known)
        self._forms: dict[tuple[str, str], str] = {}
        self._numbers = {(one.url, one.kind, one.scope): number for number, one in enumerate(known)}
        self.base = ""
        """What relative addresses begin with; "" when the message does not say."""
        self.invisible: set[str] = set()
        """Images, as written, that nobody can see."""
        self._room = PictureRoom()
        self.dropped = 0
        """Remote addresses that got no name."""

    @property
    def remote(self) -> tuple[Remote, ...]:
        """What is named, in order."""
        return tuple(self._remote)

    def image(self, url: str) -> str:
        """The form of an image's address; "" when it has none."""
        key = self.base, url
        if key not in self._forms:
            self._forms[key] = self._image(_IGNORED.sub("", url))
        return self._forms[key]

    def _image(self, url: str) -> str:
        if url[:4].lower() == "cid:":
            return f"cid:{quote(unquote(url[4:]), safe='@$+!*=&;,~')}"
        if url[:5].lower() == "data:":
            return url if _DATA_IMAGE.fullmatch(url) and self._has_room(url) else ""
        own = self._own.get(url) or self._own.get(_joined(self.base, url))
        if own is not None:
            return f"cid:{quote(own, safe='@$+!*=&;,~')}"
        is_room = len(self._remote) < NUMBER_LIMIT
        address = loadable(url, self.base) if is_room else ""
        if not address:
            self.dropped += is_remote(url)
            return ""
        tracker = tracker_of(address) or (PIXEL if url in self.invisible else "")
        return self._named(Remote(address, RemoteKind.IMAGE, tracker))

    def _has_room(self, url: str) -> bool:
        """Whether a picture written in the message itself may be decoded; what is none costs nothing."""
        head, _, written = url.partition(",")
        plain = unquote_to_bytes(written)
        try:
            data = b64decode(plain + b"==") if head.lower().endswith(";base64") else plain
        except ValueError:
            return True
        is_nothing = not image_type(data) and not data.startswith(b"BM") and data[4:8] != b"ftyp"
        return is_nothing or bool(self._room.admitted(url, data, ""))

    def sheet(self, url: str, scope: str) -> str:
        """The form of a style sheet's address; "" for one of fonts alone, which are never loaded."""
        address = loadable(_IGNORED.sub("", url), self.base)
        if not address or is_font_sheet(address):
            self.dropped += is_remote(url)
            return ""
        return self._named(Remote(address, RemoteKind.STYLE, tracker_of(address), scope))

    def filled(self, style: CleanStyle) -> str:
        """The CSS with its images in their forms."""
        self.dropped += style.dropped
        pieces = style.css.split(HOLE)
        filled = [pieces[0]]
        for image, piece in zip(style.images, pieces[1:], strict=True):
            name = self.image(image)
            filled += (f'url("{name}")' if name else "none", piece)
        return "".join(filled)

    def _named(self, remote: Remote) -> str:
        key = remote.url, remote.kind, remote.scope
        number = self._numbers.get(key)
        if number is None:
            if len(self._remote) >= NUMBER_LIMIT:
                self.dropped += 1
                return ""
            number = self._numbers[key] = len(self._remote)
            self._remote.append(remote)
        return f"remote:{number}"
