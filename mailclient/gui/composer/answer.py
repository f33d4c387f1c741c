"""What a composer starts with: a reply, a forward, a message to write again, a draft, a mailto: address.

What is quoted is only what was to be seen of the message (``mime/quoting``), and of an encrypted or signed text only
what stands for itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from html import escape

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.message_view.moment import full_moment_text
from mailclient.gui.message_view.plain_lines import Line, lines_of
from mailclient.language import tr
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.message import Envelope
from mailclient.mime.addresses import format_address, parse_addresses
from mailclient.mime.html.spaces import spaces_kept
from mailclient.mime.mailto import Mailto
from mailclient.mime.quote import (
    NO_WISHES,
    Recipients,
    Wishes,
    forward_subject,
    reply_ids,
    reply_recipients,
    reply_subject,
)
from mailclient.mime.quoting import quotable
from mailclient.mime.quoting.sealed import clear_text
from mailclient.mime.quoting.selected import seen_lines
from mailclient.store.rows import StoredMessage

QUOTE_LIMIT = 200_000
"""Characters of text that are quoted."""
_SOON = 16_000
"""Characters of a body that is quoted before one can see; a longer one takes longer than it may take to open."""
SELECTION_LIMIT = 200_000
_BEGIN = "<p><br></p><p><br></p>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer begins with. ``quote``: what is between the quote marks in the draft's HTML.

    ``left_out``: something of the message is not quoted though it is no usual hidden text: say so. ``pictures`` are
    shown in the quote, ``files`` go along as files; both have to be fetched.
    """

    draft: DraftContent
    left_out: bool = False
    pictures: tuple[Attachment, ...] = ()
    files: tuple[Attachment, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class _Quoted:
    html: str
    """With the words around it."""
    inside: str
    left_out: bool = False
    pictures: tuple[Attachment, ...] = ()


def answer_to(
    message: StoredMessage,
    body: Body,
    kind: ReplyKind,
    *,
    from_: str,
    own: Collection[str],
    zone: tzinfo | None,
    wishes: Wishes = NO_WISHES,
    selection: str = "",
    own_first: bool = True,
) -> Answer:
    """The beginning of an answer; ``own`` are all the user's addresses, ``zone`` that of the dates written.

    ``selection``: only this text is quoted. ``own_first``: one writes above the quote, not below it.
    """
    envelope = message.envelope
    if kind is ReplyKind.FORWARD:
        return _forward(message, body, from_, zone)
    everyone = kind is ReplyKind.REPLY_ALL
    recipients = reply_recipients(envelope, own, everyone=everyone, wishes=wishes, answering=_address_in(from_))
    if kind is ReplyKind.REPLY_LIST and wishes.list_post:
        recipients = Recipients(_named(wishes.list_post, body))
    in_reply_to, references = reply_ids(envelope)
    quoted = _quoted(envelope, body, zone, selection)
    draft = DraftContent(
        from_=from_,
        to=joined(recipients.to),
        cc=joined(recipients.cc),
        subject=reply_subject(envelope.subject),
        html=_BEGIN + quoted.html if own_first else f"{quoted.html}<p><br></p>",
        in_reply_to=in_reply_to[0] if in_reply_to else "",
        references=references,
        answered=message.row.id,
        cursor=0 if own_first else 10_000_000,
    )
    return Answer(draft, quoted.left_out, quoted.pictures, quote=quoted.inside)


def _forward(message: StoredMessage, body: Body, from_: str, zone: tzinfo | None) -> Answer:
    envelope = message.envelope
    quoted = _forwarded(envelope, body, zone)
    draft = DraftContent(
        from_=from_,
        subject=forward_subject(envelope.subject),
        html=quoted.html,
        forwarded=message.row.id,
        references=reply_ids(envelope)[1],
    )
    shown = {one.path for one in quoted.pictures}
    files = tuple(one for one in body.attachments if one.path not in shown and _goes_along(one))
    return Answer(draft, quoted.left_out, quoted.pictures, files, quoted.inside)


def _address_in(field: str) -> str:
    return next((one.address for one in parse_addresses(field.encode())), "")


def is_long(body: Body) -> bool:
    """Whether quoting it takes so long that one should write meanwhile."""
    return len(body.text if body.html is None else body.html) > _SOON


def without_text(body: Body) -> Body:
    """The same with nothing to quote: what is answered before the quote is there."""
    return replace(body, html=None, text="")


def _named(posts: tuple[Address, ...], body: Body) -> tuple[Address, ...]:
    """Where the list takes mail (List-Post); called by its name where it is one address."""
    mailing_list = body.special.mailing_list
    if mailing_list is None or len(posts) != 1:
        return posts
    return (Address(mailing_list.name, posts[0].address),)


def written_anew(message: StoredMessage, body: Body, *, from_: str) -> Answer:
    """The same message once more, as a new one (edit as new): in no thread, from this identity."""
    envelope = message.envelope
    quoted = _content(body, signature=True)
    draft = DraftContent(
        from_=from_,
        to=joined(envelope.to),
        cc=joined(envelope.cc),
        bcc=joined(envelope.bcc),
        subject=envelope.subject,
        text="" if body.html is not None else clear_text(body.text),
        html=quoted.html if body.html is not None else "",
    )
    shown = {one.path for one in quoted.pictures}
    files = tuple(one for one in body.attachments if one.path not in shown and _goes_along(one))
    return Answer(draft, quoted.left_out, quoted.pictures, files)


def draft_from(message: StoredMessage, body: Body, *, from_: str) -> DraftContent:
    """A message of the Drafts folder as the composer holds it; its files are fetched apart."""
    return as_it_was(message.envelope, body, from_, message.envelope.bcc)


def as_it_was(envelope: Envelope, body: Body, from_: str, bcc: tuple[Address, ...]) -> DraftContent:
    """A finished message as the composer holds it, without its files."""
    return DraftContent(
        from_=from_,
        to=joined(envelope.to),
        cc=joined(envelope.cc),
        bcc=joined(bcc),
        subject=envelope.subject,
        text=body.text,
        html=body.html or "",
        in_reply_to=envelope.in_reply_to[0] if envelope.in_reply_to else "",
        references=envelope.references,
    )


def draft_from_mailto(mailto: Mailto, *, from_: str) -> DraftContent:
    """A new message with what a mailto: address fills in; its text is text, whatever it looks like."""
    return DraftContent(
        from_=from_,
        to=", ".join(mailto.to),
        cc=", ".join(mailto.cc),
        bcc=", ".join(mailto.bcc),
        subject=mailto.subject,
        html=html_of_text(mailto.body),
        in_reply_to=mailto.in_reply_to,
        references=(mailto.in_reply_to,) if mailto.in_reply_to else (),
    )


def html_of_text(text: str) -> str:
    """Lines as HTML, each character as it is; "<p></p>" for none."""
    lines = "".join(f"<div>{_inner(line) or '<br>'}</div>" for line in text.split("\n"))
    return lines if text else "<p></p>"


def _quoted(envelope: Envelope, body: Body, zone: tzinfo | None, selection: str) -> _Quoted:
    sender = envelope.from_[0].label if envelope.from_ else tr("Somebody")
    if envelope.date is not None:
        when = _written_date(envelope.date, zone)
        line = tr("{name} wrote on {date}:", name=sender, date=when)
    else:
        line = tr("{name} wrote:", name=sender)
    if selection.strip():
        chosen = selection.strip("\n")[:SELECTION_LIMIT]
        seen = chosen if body.html is None else seen_lines(chosen, body.html)
        quoted = _just(_html_of_lines(clear_text(seen)), left_out=seen.split() != chosen.split())
    else:
        quoted = _content(body, signature=False)
    html = f'<p>{escape(line)}</p><blockquote type="cite">{quoted.inside or "<p><br></p>"}</blockquote>'
    return replace(quoted, html=html)


def _written_date(date: datetime, zone: tzinfo | None) -> str:
    """With ordinary spaces: the narrow one before "PM" would be all that makes an English answer no ASCII."""
    return full_moment_text(date.astimezone(zone)).replace("\u202f", " ").replace("\u00a0", " ")


def _forwarded(envelope: Envelope, body: Body, zone: tzinfo | None) -> _Quoted:
    date = _written_date(envelope.date, zone) if envelope.date else ""
    fields = (
        (tr("From"), joined(envelope.from_)),
        (tr("Date"), date),
        (tr("Subject"), envelope.subject),
        (tr("To"), joined(envelope.to)),
        (tr("Cc"), joined(envelope.cc)),
    )
    head = "<br>".join(f"<b>{escape(name)}:</b> {escape(value)}" for name, value in fields if value)
    quoted = _content(body, signature=True)
    title = tr("Forwarded message").join(("---------- ", " ----------"))
    html = (
        f'{_BEGIN}<p>{escape(title)}<br>{head}</p><blockquote type="cite">{quoted.inside or "<p><br></p>"}</blockquote>'
    )
    return replace(quoted, html=html)


def _content(body: Body, *, signature: bool) -> _Quoted:
    """What is quoted of a body, with words where it is shortened."""
    if body.html is None:
        text = clear_text(body.text)
        html = _html_of_lines(text[:QUOTE_LIMIT], signature=signature)
        return _just(html + _shortened(text[QUOTE_LIMIT:]), text != body.text)
    found = quotable(body.html, signature=signature, limit=QUOTE_LIMIT)
    wanted = set(found.pictures)
    pictures = tuple(
        one for one in body.attachments if one.content_id in wanted and one.media_type.startswith("image/")
    )
    return _just(found.html + _shortened("…" if found.shortened else ""), found.left_out, pictures)


def _just(inside: str, left_out: bool = False, pictures: tuple[Attachment, ...] = ()) -> _Quoted:
    return _Quoted(inside, inside, left_out, pictures)


def _shortened(rest: str) -> str:
    words = tr("[The rest of this long message is not quoted.]")
    return f"<p>{escape(words)}</p>" if rest else ""


def _goes_along(attachment: Attachment) -> bool:
    """Not a picture of the HTML that was not to be seen, nor a counting pixel, nor the signature of another text."""
    hidden = attachment.inline and attachment.media_type.startswith("image/")
    return not hidden and not attachment.is_signature


def _html_of_lines(text: str, *, signature: bool = True) -> str:
    """Plain text as HTML, quote marks as quotes."""
    out: list[str] = []
    level = 0
    for line in _without_blank_edges([line for line in lines_of(text) if signature or not line.signature]):
        out.append("<blockquote>" * (line.level - level) + "</blockquote>" * (level - line.level))
        level = line.level
        out.append(f"<div>{_inner(line.text) or '<br>'}</div>")
    out.append("</blockquote>" * level)
    return "".join(out)


def _without_blank_edges(lines: list[Line]) -> list[Line]:
    """Without the blank lines a quote begins or ends with: programs add them in every round."""
    kept: list[Line] = []
    for line in lines:
        if not kept or line.level != kept[-1].level:
            while kept and kept[-1].level > line.level and not kept[-1].text.strip():
                kept.pop()
            if line.level > (kept[-1].level if kept else 0) and not line.text.strip():
                continue
        kept.append(line)
    while kept and kept[-1].level and not kept[-1].text.strip():
        kept.pop()
    return kept


def _inner(line: str) -> str:
    return spaces_kept(escape(line.expandtabs(), quote=False))


def joined(addresses: Sequence[Address]) -> str:
    """As typed in a field."""
    return ", ".join(format_address(address) for address in addresses)
