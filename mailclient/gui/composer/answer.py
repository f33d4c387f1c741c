"""What a composer starts with: a reply, a forward, a draft of the Drafts folder, a mailto: address (RFC 6068).

Quoted HTML keeps its paragraphs, lists, links and quotes (see ``html_import.py``), not its fonts and tables.
"""

from collections.abc import Collection
from datetime import tzinfo
from html import escape
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.message_view.plain_lines import lines_of
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.message import Envelope, Outgoing
from mailclient.mime.addresses import format_address, is_address, parse_addresses
from mailclient.mime.display import message_body
from mailclient.mime.quote import Recipients, forward_subject, reply_ids, reply_recipients, reply_subject
from mailclient.mime.reader import read
from mailclient.store.rows import StoredMessage


def answer_to(
    message: StoredMessage, body: Body, kind: ReplyKind, *, from_: str, own: Collection[str], zone: tzinfo | None
) -> DraftContent:
    """The draft of an answer; ``own`` are all the user's addresses, ``zone`` that of the dates written."""
    envelope = message.envelope
    if kind is ReplyKind.FORWARD:
        html = _forwarded(envelope, body, zone)
        return DraftContent(
            from_=from_,
            subject=forward_subject(envelope.subject),
            html=html,
            forwarded=message.row.id,
            references=reply_ids(envelope)[1],
        )
    recipients = reply_recipients(envelope, own, everyone=kind is ReplyKind.REPLY_ALL)
    if kind is ReplyKind.REPLY_LIST and (posting := _list_addresses(body)):
        recipients = Recipients(posting)
    in_reply_to, references = reply_ids(envelope)
    return DraftContent(
        from_=from_,
        to=_joined(recipients.to),
        cc=_joined(recipients.cc),
        subject=reply_subject(envelope.subject),
        html=f"<p><br></p><p><br></p>{_quoted(envelope, body, zone)}",
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=references,
        answered=message.row.id,
    )


def _list_addresses(body: Body) -> tuple[Address, ...]:
    """Where the list takes mail (List-Post); called by its name where it is one address."""
    mailing_list = body.special.mailing_list
    if mailing_list is None:
        return ()
    found = tuple(one for one in parse_addresses(mailing_list.post_addresses.encode()) if is_address(one.address))
    return (Address(mailing_list.name, found[0].address),) if len(found) == 1 else found


def draft_from(message: StoredMessage, body: Body, *, from_: str) -> DraftContent:
    """A message of the Drafts folder as the composer holds it; its files are fetched apart."""
    return _as_it_was(message.envelope, body, from_, message.envelope.bcc)


def draft_from_outgoing(outgoing: Outgoing, *, from_: str) -> DraftContent:
    """A finished message as the composer holds it; who is only in the SMTP envelope was in Bcc."""
    parsed = read(outgoing.data)
    body = message_body(parsed)
    named = {one.address.casefold() for one in (*parsed.envelope.to, *parsed.envelope.cc)}
    blind = tuple(Address("", one) for one in outgoing.recipients if one.casefold() not in named)
    draft = _as_it_was(parsed.envelope, body, from_, blind)
    files = (DraftFile(one.filename, one.media_type, data=parsed.content(one.path)) for one in body.attachments)
    return msgspec.structs.replace(draft, files=tuple(files))


def _as_it_was(envelope: Envelope, body: Body, from_: str, bcc: tuple[Address, ...]) -> DraftContent:
    return DraftContent(
        from_=from_,
        to=_joined(envelope.to),
        cc=_joined(envelope.cc),
        bcc=_joined(bcc),
        subject=envelope.subject,
        text=body.text,
        html=body.html or "",
        in_reply_to=envelope.in_reply_to[0] if envelope.in_reply_to else "",
        references=envelope.references,
    )


def draft_from_mailto(url: str, *, from_: str) -> DraftContent:
    """The fields of a mailto: URL. Only to, cc, bcc, subject and body are taken: a link may not attach files."""
    parts = urlsplit(url)
    fields: dict[str, list[str]] = {"to": [unquote(parts.path)] if parts.path else []}
    for name, value in parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True):
        fields.setdefault(name.lower(), []).append(value)

    def line(name: str, joint: str) -> str:
        return joint.join(fields.get(name, ())).replace("\r", "").replace("\n", " ")

    text = "\n".join(fields.get("body", ())).replace("\r\n", "\n")
    return DraftContent(
        from_=from_,
        to=line("to", ", "),
        cc=line("cc", ", "),
        bcc=line("bcc", ", "),
        subject=line("subject", " "),
        text=text,
        html=_html_of_lines(text) if text else "<p></p>",
    )


def _quoted(envelope: Envelope, body: Body, zone: tzinfo | None) -> str:
    sender = envelope.from_[0].label if envelope.from_ else tr("Somebody")
    if envelope.date is not None:
        when = full_moment_text(envelope.date.astimezone(zone))
        line = tr("{name} wrote on {date}:", name=sender, date=when)
    else:
        line = tr("{name} wrote:", name=sender)
    return f'<p>{escape(line)}</p><blockquote type="cite">{_content(body, signature=False)}</blockquote>'


def _forwarded(envelope: Envelope, body: Body, zone: tzinfo | None) -> str:
    date = full_moment_text(envelope.date.astimezone(zone)) if envelope.date else ""
    fields = (
        (tr("From"), _joined(envelope.from_)),
        (tr("Date"), date),
        (tr("Subject"), envelope.subject),
        (tr("To"), _joined(envelope.to)),
        (tr("Cc"), _joined(envelope.cc)),
    )
    head = "<br>".join(f"<b>{escape(name)}:</b> {escape(value)}" for name, value in fields if value)
    return (
        f"<p><br></p><p><br></p><p>{escape(tr('Forwarded message'))}<br>{head}</p>"
        f'<blockquote type="cite">{_content(body, signature=True)}</blockquote>'
    )


def _content(body: Body, *, signature: bool) -> str:
    return body.html if body.html is not None else _html_of_lines(body.text, signature=signature)


def _html_of_lines(text: str, *, signature: bool = True) -> str:
    """Plain text as HTML, quote marks as quotes."""
    out: list[str] = []
    level = 0
    for line in lines_of(text):
        if line.signature and not signature:
            continue
        out.append("<blockquote>" * (line.level - level) + "</blockquote>" * (level - line.level))
        level = line.level
        inner = escape(line.text, quote=False).replace("  ", "&nbsp; ")
        out.append(f"<div>{inner or '<br>'}</div>")
    out.append("</blockquote>" * level)
    return "".join(out)


def _joined(addresses: tuple[Address, ...]) -> str:
    return ", ".join(format_address(address) for address in addresses)
