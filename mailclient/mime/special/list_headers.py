"""What a message says of the list it came by: List-Id (RFC 2919), List-* (RFC 2369), List-Unsubscribe-Post (RFC 8058).

Addresses other than https, http and mailto are dropped; nothing is asked of the network. A list that has no name of its
own is called by its id.
"""

import re
from urllib.parse import unquote, urlsplit

from mailclient.mail.mailing_list import MailingList, Unsubscribe
from mailclient.mime.delivered_to import delivered_to_of
from mailclient.mime.header import Field, first
from mailclient.mime.html.remote_address import is_public_name
from mailclient.mime.words import clean, decode_words, header_text

_URL_LIMIT = 4_000
_ANGLE = re.compile(r"<([^<>]*)>")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>\s*$")
_BLANK = re.compile(r"\s+")
_SCHEMES = ("https", "http", "mailto")
_ONE_CLICK = "list-unsubscribe=one-click"
_BULK = ("bulk", "list", "junk")


def mailing_list_of(fields: tuple[Field, ...]) -> MailingList | None:
    """The list, None for a message that came by none."""
    name, id_ = _name_and_id(decode_words(first(fields, "list-id")))
    post = _first_url(fields, "list-post", ("mailto", "https"))
    archive = _first_url(fields, "list-archive", ("https", "http"))
    if not (id_ or post or archive):
        return None
    return MailingList(
        name=name or id_.partition(".")[0],
        id=id_,
        post=post,
        archive=archive,
        this_message=_first_url(fields, "archived-at", ("https", "http")),
        help=_first_url(fields, "list-help", _SCHEMES),
        subscribe=_first_url(fields, "list-subscribe", _SCHEMES),
        owner=_first_url(fields, "list-owner", _SCHEMES),
        delivered_to=delivered_to_of(fields),
    )


def unsubscribe_of(fields: tuple[Field, ...]) -> Unsubscribe | None:
    """The ways to leave the list that the message offers; no request goes out by itself to the user's own network."""
    offered = _urls(first(fields, "list-unsubscribe"))
    https = next((url for url in offered if url.lower().startswith("https:")), "")
    http = next((url for url in offered if url.lower().startswith("http:")), "")
    mailto = next((url for url in offered if url.lower().startswith("mailto:")), "")
    if not (https or http or mailto):
        return None
    post = _BLANK.sub("", header_text(first(fields, "list-unsubscribe-post"))).lower()
    one_click = bool(https) and post == _ONE_CLICK and is_public_name(urlsplit(https).hostname or "")
    return Unsubscribe(
        https=https,
        one_click=one_click,
        mailto=mailto,
        web=http if not https else "",
        one_click_signed=one_click and _is_signed(fields),
    )


def is_bulk(fields: tuple[Field, ...]) -> bool:
    """Whether it went to many: it is never answered by a program (RFC 3834 section 2)."""
    names = {field.name for field in fields}
    precedence = header_text(first(fields, "precedence")).strip().lower()
    return precedence in _BULK or any(name.startswith("list-") for name in names) or "feedback-id" in names


def _is_signed(fields: tuple[Field, ...]) -> bool:
    """Whether a signature says that it covers both fields (RFC 8058 section 4)."""
    for field in fields:
        if field.name == "dkim-signature":
            covered = re.search(r"(?:^|;)\s*h\s*=([^;]*)", field.value.decode("latin-1"))
            names = {name.strip().lower() for name in covered[1].split(":")} if covered else set()
            if {"list-unsubscribe", "list-unsubscribe-post"} <= names:
                return True
    return False


def _name_and_id(text: str) -> tuple[str, str]:
    found = _ID.search(text)
    if found is None:
        bare = text.strip()
        return "", bare if bare and " " not in bare else ""
    return clean(text[: found.start()]).strip().strip('"').strip(), found[1]


def _first_url(fields: tuple[Field, ...], name: str, schemes: tuple[str, ...]) -> str:
    urls = _urls(first(fields, name))
    return next((url for scheme in schemes for url in urls if url.lower().startswith(f"{scheme}:")), "")


def _urls(value: bytes) -> list[str]:
    """Those in angle brackets; in broken fields without any, what looks like one (RFC 2369 section 2)."""
    text = header_text(value)
    found = _ANGLE.findall(text) or re.findall(r"(?:https?|mailto):[^\s,<>]+", text)
    return [url for url in (_BLANK.sub("", one) for one in found) if _is_usable(url)]


def _is_usable(url: str) -> bool:
    if len(url) > _URL_LIMIT or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        if parts.scheme == "mailto":
            return "@" in unquote(parts.path)
        return parts.scheme in _SCHEMES and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
