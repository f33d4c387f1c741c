"""Mailing lists: their name and links (RFC 2369, RFC 2919), and how to leave them (RFC 8058)."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class MailingList:
    """The addresses are URLs of https, http or mailto, "" where there is none."""

    name: str = ""
    """The description in List-Id, else its id."""
    id: str = ""
    post: str = ""
    """Where one writes to all; "" where one may not (``NO``) or it is not said."""
    archive: str = ""
    this_message: str = ""
    """This message in the archive (Archived-At, RFC 5064)."""
    help: str = ""
    subscribe: str = ""
    owner: str = ""
    delivered_to: tuple[str, ...] = ()
    """Addresses that the message was delivered to: as whom the user is on the list, which To does not say."""

    @property
    def post_addresses(self) -> str:
        """Where one writes to all by mail, as in a To field; "" where that is a page, or not said (RFC 6068)."""
        scheme, _, rest = self.post.partition(":")
        return unquote(rest.partition("?")[0]) if scheme.lower() == "mailto" else ""


class UnsubscribeWay(StrEnum):
    """How a list is left, the easiest first."""

    ONE_CLICK = "one_click"
    """One request over HTTPS that is enough (RFC 8058)."""
    MAIL = "mail"
    WEB = "web"
    """A page that the user goes on from in the browser."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The ways a message offers to leave the list it came by."""

    https: str = ""
    one_click: bool = False
    """The message says that one POST to ``https`` is enough; whether to believe it is another question."""
    mailto: str = ""
    web: str = ""
    """A page: ``https`` where it is no one-click, else one over http."""
    one_click_signed: bool = False
    """A DKIM signature names both header fields among those it covers (RFC 8058 section 4)."""

    @property
    def ways(self) -> tuple[UnsubscribeWay, ...]:
        """What is offered, the easiest first."""
        offered = (
            (UnsubscribeWay.ONE_CLICK, bool(self.https) and self.one_click),
            (UnsubscribeWay.MAIL, bool(self.mailto)),
            (UnsubscribeWay.WEB, bool(self.web or self.https)),
        )
        return tuple(way for way, there in offered if there)
