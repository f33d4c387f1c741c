"""The finished message of a draft: who it goes from and to, and its bytes in pieces.

Of what is sent no field names the program or the computer, and none the recipients in Bcc. A copy for the Drafts folder
has Bcc, and recipients that are only half typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailclient.bridge.draft import DraftContent, DraftFile, Importance
from mailclient.engine.composing.copies import WHOLE, Copy
from mailclient.engine.composing.file_content import Files, plain_files
from mailclient.engine.composing.stamp import Stamp
from mailclient.mail.account import AccountSettings
from mailclient.mail.address import Address
from mailclient.mail.answering import sender_called
from mailclient.mail.identity import Identity
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.submission import Report, Reports, SubmissionWishes
from mailclient.mime.addresses import is_address, parse_addresses
from mailclient.mime.attached import File
from mailclient.mime.build import Protection, message_entity
from mailclient.mime.entity import Entity
from mailclient.mime.fold import address_field, text_field
from mailclient.mime.origin.domains import ascii_address
from mailclient.mime.plain_alternative import plain_alternative

RECIPIENT_LIMIT = 1_000_000
"""Addresses in one field; all that are typed are meant, so it only keeps nonsense from taking all memory."""

HIDDEN_SUBJECT_TEXT = "[...]"
"""What is kept of the subject of what is encrypted."""
_WINDOWS_FOLDERS = re.compile(r"^(?:[A-Za-z]:)?\\.*\\|^[A-Za-z]:\\")
_DOCUMENT = re.compile(r"<html[\s>]", re.IGNORECASE)
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+")
"""Marks that turn the direction of writing: what they do to the end of a name deceives."""
_IMPORTANCE = {Importance.HIGH: ("high", "1 (Highest)"), Importance.LOW: ("low", "5 (Lowest)")}


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished message: its SMTP envelope, the wishes of its sender, and its ``size`` in bytes as it goes out."""

    mail_from: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    wishes: SubmissionWishes
    size: int
    entity: Entity = field(repr=False)

    @property
    def pieces(self) -> Iterator[bytes]:
        """Its bytes, at most 1 MB at a time; files are read only now. ``MailError``: FILE_*."""
        return self.entity.pieces()


def sender_of(content: DraftContent, settings: AccountSettings) -> Identity:
    """The identity of the account that the draft's From names, else the default one."""
    return sender_called(settings, next(iter(parse_addresses(content.from_)), Address("", "")))


def message_of(
    content: DraftContent,
    settings: AccountSettings,
    stamp: Stamp,
    *,
    as_draft: bool = False,
    files: Files = plain_files,
    copy: Copy = WHOLE,
    protection: Protection | None = None,
) -> Composed:
    """The message; ``as_draft``: a copy for the Drafts folder. ``files``: how the bytes of an attached file are had.

    ``copy``: which of the messages that the draft becomes; ``protection``: what signs or encrypts it.

    Blocks: files are looked at here, and read when the pieces are taken. ``MailError``: FILE_GONE, FILE_CHANGED,
    FILE_UNREADABLE; ADDRESS_UNUSABLE of what is to be sent to nobody, or to something that is no address;
    PROTECTION_MISSING of what is to be signed or encrypted and has no ``protection``, a copy of what is secret too;
    those of the protection.
    """
    sender = sender_of(content, settings)
    to, cc, bcc = (_recipients(field) for field in (content.to, content.cc, content.bcc))
    _check_protection(content, protection, as_draft=as_draft)
    if not as_draft:
        _check_recipients((*to, *cc, *bcc))
    entity = message_entity(
        from_=sender.as_address,
        reply_to=_recipients(sender.reply_to),
        organization=sender.organization,
        to=to,
        cc=cc,
        bcc=bcc if as_draft else (),
        subject=content.subject,
        date=stamp.date,
        message_id=stamp.message_id,
        in_reply_to=(content.in_reply_to,) if content.in_reply_to else (),
        references=(*content.references, *copy.references),
        more_fields=_more_fields(content, sender),
        text=plain_alternative(content.html) if content.html else content.text,
        html=_page(content.html),
        files=[*(_file(file, files) for file in content.files), *copy.files],
        unfinished=as_draft,
        protection=protection,
        outside=copy.outside,
    )
    everyone = envelope_of(content, sender).everyone if copy.recipients is None else copy.recipients
    subject = HIDDEN_SUBJECT_TEXT if content.encrypt else content.subject
    size, wishes = entity.whole_size, _wishes(content)
    return Composed(ascii_address(sender.address), everyone, subject, stamp.message_id, wishes, size, entity)


def _check_protection(content: DraftContent, protection: Protection | None, *, as_draft: bool) -> None:
    """Never in the clear what was to be protected; a copy in the Drafts folder is in the clear."""
    if content.is_secret if as_draft else (content.sign or content.encrypt) and protection is None:
        raise MailError(Problem(ProblemKind.PROTECTION_MISSING))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses of the SMTP envelope, each once: those that everybody sees, and the others."""

    visible: tuple[str, ...]
    blind: tuple[str, ...]

    @property
    def everyone(self) -> tuple[str, ...]:
        """The visible ones first."""
        return (*self.visible, *self.blind)


def envelope_of(content: DraftContent, sender: Identity) -> Recipients:
    """Who gets it; who stands in Bcc and in To is visible."""
    visible = _each_once((*_recipients(content.to), *_recipients(content.cc)))
    everyone = _each_once(
        (*_recipients(content.to), *_recipients(content.cc), *_recipients(content.bcc), *_recipients(sender.bcc))
    )
    return Recipients(visible, everyone[len(visible) :])


def _page(html: str) -> str:
    """The editor's HTML as a document of its own."""
    if not html or _DOCUMENT.search(html):
        return html
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n<body>\n{html}\n</body></html>\n'


def _recipients(field: str) -> list[Address]:
    return list(parse_addresses(field, limit=RECIPIENT_LIMIT))


def _check_recipients(recipients: Sequence[Address]) -> None:
    """Nobody is left out silently: what is no address is told, and that there is none at all."""
    if not recipients:
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE))
    for one in recipients:
        if not is_address(one.address):
            raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, one.address or one.name))


def _each_once(recipients: Sequence[Address]) -> tuple[str, ...]:
    """The addresses as they stand in the SMTP envelope; a domain means the same in any case (RFC 5321 section 2.4)."""
    by_domain: dict[tuple[str, str], str] = {}
    for one in recipients:
        if is_address(one.address):
            address = ascii_address(one.address)
            local, _at, domain = address.rpartition("@")
            by_domain.setdefault((local, domain.lower()), address)
    return tuple(by_domain.values())


def _more_fields(content: DraftContent, sender: Identity) -> bytes:
    fields = b""
    if content.receipt:
        fields += address_field("Disposition-Notification-To", (sender.as_address,))
    if content.importance in _IMPORTANCE:
        importance, priority = _IMPORTANCE[content.importance]
        fields += text_field("Importance", importance) + text_field("X-Priority", priority)
    return fields


def _wishes(content: DraftContent) -> SubmissionWishes:
    """What servers on the way are asked for; ``send_at`` is held here."""
    return SubmissionWishes(Reports((Report.SUCCESS, Report.FAILURE, Report.DELAY)) if content.reports else None)


def _file(file: DraftFile, files: Files) -> File:
    data = files(file) if file.path else file.data
    return File(_name_to_send(file.filename), file.media_type, data, file.content_id)


def _name_to_send(name: str) -> str:
    """As the user knows it, without the folders before it; composed (macOS keeps letters and accents apart)."""
    name = unicodedata.normalize("NFC", name)
    name = _WINDOWS_FOLDERS.sub("", name).rpartition("/")[2]
    return _TURNING.sub("", name) or "attachment"
