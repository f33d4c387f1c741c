"""One image or style sheet from the web: asked for, followed where it moved, and looked at before it is believed."""

from urllib.parse import urljoin, urlsplit

from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.proxy import Proxy
from mailclient.mail.remote_content import RemoteContent, RemoteKind
from mailclient.mime.html.remote_address import loadable
from mailclient.mime.image import image_type
from mailclient.transport.https import request
from mailclient.transport.stream import Dial

EACH_SECONDS = 20.0
IMAGE_BYTES = 8 * 1024 * 1024
STYLE_BYTES = 300 * 1024
_REDIRECTIONS_MAX = 4
_MOVED = (301, 302, 303, 307, 308)
_HEADERS = {
    # what every browser begins with: some hosts answer nothing to those who do not say it
    "User-Agent": "Mozilla/5.0",
}
_ACCEPT = {RemoteKind.IMAGE: "image/avif,image/webp,image/png,image/*;q=0.8", RemoteKind.STYLE: "text/css"}


async def fetch(url: str, kind: RemoteKind, dial: Dial, proxy: Proxy | None = None) -> RemoteContent:
    """What is there: an image by its bytes, or a sheet as text, not yet cleaned.

    ``MailError`` about the host: REMOTE_REFUSED when it is nothing of the kind, not there, or not to be asked;
    those of ``https.request``.
    """
    limit = IMAGE_BYTES if kind is RemoteKind.IMAGE else STYLE_BYTES
    headers = {**_HEADERS, "Accept": _ACCEPT[kind]}
    for _ in range(_REDIRECTIONS_MAX + 1):
        allowed = loadable(url)
        if not allowed:
            raise _refused(url, "not an address of the public web")
        url = allowed
        reply = await request(
            "GET", url, headers=headers, timeout_seconds=EACH_SECONDS, limit_bytes=limit, dial=dial, proxy=proxy
        )
        if reply.status not in _MOVED:
            break
        url = urljoin(url, reply.headers.get("location", ""))
    if reply.status != 200:
        raise _refused(url, f"the answer was {reply.status}")
    if kind is RemoteKind.IMAGE:
        media_type = image_type(reply.body)
    else:
        said = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        media_type = "text/css" if said in ("text/css", "") and b"\0" not in reply.body else ""
    if not media_type or not reply.body:
        raise _refused(url, "neither an image nor a style sheet")
    return RemoteContent(media_type, reply.body)


def _refused(url: str, detail: str) -> MailError:
    try:
        host = urlsplit(url).hostname or url[:100]
    except ValueError:
        host = url[:100]
    return MailError(Problem(ProblemKind.REMOTE_REFUSED, host, detail))
