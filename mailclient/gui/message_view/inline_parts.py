"""The pictures of a message that its HTML names by Content-ID (RFC 2392)."""

from collections.abc import Callable
from urllib.parse import unquote

from mailclient.gui.message_view.html_content import Reply
from mailclient.gui.message_view.parts import Parts
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId


def inline_parts(
    parts: Parts, message_id: MessageId, attachments: tuple[Attachment, ...]
) -> Callable[[str, Reply], None]:
    """Where the HTML view gets its ``cid:`` pictures from."""
    by_id = {attachment.content_id: attachment for attachment in attachments if attachment.content_id}

    def find(content_id: str, reply: Reply) -> None:
        attachment = by_id.get(content_id) or by_id.get(unquote(content_id))
        if attachment is None:
            reply(None, "")
            return
        media_type = attachment.media_type
        parts.want(message_id, attachment.path, lambda data: reply(data, media_type), lambda _problem: reply(None, ""))

    return find
