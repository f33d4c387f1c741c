"""HTML of a stranger to HTML that can be shown: an allow-list (nh3), cleaned styles, no remote addresses but links."""

from dataclasses import dataclass

from mailclient.mime.warning import MimeWarning


@dataclass(frozen=True, slots=True)
class Sanitised:
    """``html`` is a fragment in one wrapper ``<div>``; ``refused`` says why it is only the text (else None)."""

    html: str
    blocked_remote: int = 0
    """How many remote images, backgrounds and sheets were taken out."""
    refused: MimeWarning | None = None


def sanitise(html: str, scope: str = "mail") -> Sanitised:
    """Clean ``html``; ``scope`` is the class of the wrapper that its style sheets are confined to. Never raises."""
    raise NotImplementedError
