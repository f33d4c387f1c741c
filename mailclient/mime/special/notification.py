"""The receipt that we send: a message disposition notification (RFC 8098 section 3)."""

from mailclient.mime.entity import Entity, entity_of, multipart, text_entity
from mailclient.mime.words import clean


def receipt_content(
    text: str, *, recipient: str, message_id: str, original_recipient: str, is_automatic: bool
) -> Entity:
    """Words for people, and the notification: ``recipient`` has displayed the message with this Message-ID.

    Our program, our computer and the message itself are not named: what is asked for is whether it was read.
    """
    mode = "automatic-action/MDN-sent-automatically" if is_automatic else "manual-action/MDN-sent-manually"
    lines = [f"Final-Recipient: rfc822; {clean(recipient)}"]
    if original_recipient:
        lines.insert(0, f"Original-Recipient: {clean(original_recipient)[:500]}")
    if message_id:
        lines.append(f"Original-Message-ID: <{clean(message_id)[:900]}>")
    lines.append(f"Disposition: {mode}; displayed")
    body = "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")
    kind = b"message/disposition-notification"
    if not body.isascii():
        kind = b"message/global-disposition-notification"  # RFC 6533 section 5
    header = b"Content-Type: " + kind + b"\r\n" + (b"" if body.isascii() else b"Content-Transfer-Encoding: 8bit\r\n")
    parts = [text_entity("plain", text), entity_of(header, body)]
    return multipart("report", parts, "; report-type=disposition-notification")
