"""What is special about a message, and which of its parts say so.

Only small parts are read; what they say is believed as far as it can be shown, never more: a report speaks of a message
that was sent only when that message is found.
"""

from collections.abc import Callable

from mailclient.mail.contact_card import ContactCard
from mailclient.mail.delivery_report import Complaint, DeliveryReport, ReturnedMessage
from mailclient.mail.ids import PartPath
from mailclient.mail.invitation import Invitation
from mailclient.mail.part import Part
from mailclient.mail.receipt import Receipt
from mailclient.mail.special import NOTHING_SPECIAL, Special
from mailclient.mime.addresses import parse_addresses
from mailclient.mime.charset import decode
from mailclient.mime.header import Field, first
from mailclient.mime.parameters import parse_value
from mailclient.mime.special.automatic import is_automatic
from mailclient.mime.special.calendar import invitations_of
from mailclient.mime.special.complaint import complaint_of
from mailclient.mime.special.delivery import is_from_daemon, looks_like_bounce, standard_report, worded_report
from mailclient.mime.special.list_headers import is_bulk, mailing_list_of, unsubscribe_of
from mailclient.mime.special.receipts import receipt_of, receipt_wish_of
from mailclient.mime.special.returned import returned_of, returned_text, split_text
from mailclient.mime.special.vcard import cards_of

Content = Callable[[PartPath], bytes | None]

_SIZE_LIMIT = 512 * 1024
"""Encoded bytes of a part that is fetched with the text."""
_PARTS_LIMIT = 8
_BESIDE_LIMIT = 4
"""Parts beside a message that is given back; where there are more, it is a collection."""
_TEXT_LIMIT = 100_000
"""Characters of a text that are looked at: what a server has to say comes first."""

_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_NOTIFICATIONS = ("message/disposition-notification", "message/global-disposition-notification")
_FEEDBACK = ("message/feedback-report",)
_HEADERS = ("text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global-headers")
_WHOLE = ("message/rfc822", "message/global", "message/partial", "message/news")
_CALENDARS = ("text/calendar", "application/ics", "text/x-vcalendar", "text/ical")
_CARDS = ("text/vcard", "text/x-vcard", "text/directory", "application/vcard")
_BY_ENDING = {".ics": _CALENDARS[0], ".vcs": _CALENDARS[0], ".vcf": _CARDS[0]}
"""What files are, whatever their label says."""
_VAGUE = ("application/octet-stream", "text/plain", "application/binary", "application/x-unknown")
_REPORTS = (*_STATUSES, *_NOTIFICATIONS, *_FEEDBACK, *_HEADERS)


def special_parts(root: Part) -> tuple[PartPath, ...]:
    """The parts that are fetched with the text because they say what is special; small ones only.

    Of a message inside a report its header alone: "2.HEADER".
    """
    paths: list[PartPath] = []
    outer = _outer(root)
    given_back = [
        part.path
        for above in outer
        if len(above.children) <= _BESIDE_LIMIT and (above is root or above.media_type == "multipart/report")
        for part in above.children
    ]
    for part in outer:
        if _type_of(part) in (*_REPORTS, *_CALENDARS, *_CARDS) and part.size <= _SIZE_LIMIT:
            paths.append(part.path)
        elif part.media_type in _WHOLE and part.path != "1" and part.path in given_back:
            paths.append(PartPath(f"{part.path}.HEADER"))
    return tuple(paths[:_PARTS_LIMIT])


def _type_of(part: Part) -> str:
    """Its media type, by its name where the label is vague."""
    if part.media_type in _VAGUE:
        ending = part.filename.lower().rpartition(".")
        return _BY_ENDING.get(f".{ending[2]}", part.media_type) if ending[1] else part.media_type
    return part.media_type


def special_of(fields: tuple[Field, ...], root: Part, content: Content, text: str = "") -> Special:
    """What is special, from the header, the contents of ``special_parts`` and the shown text. Never raises."""
    parts = _Parts(root, content)
    report, complaint, receipt = _reports(fields, parts, text[:_TEXT_LIMIT])
    special = Special(
        mailing_list=mailing_list_of(fields),
        unsubscribe=unsubscribe_of(fields),
        report=report,
        complaint=complaint,
        receipt=receipt,
        invitations=_invitations(parts),
        cards=_cards(parts),
        receipt_wish=None if report or receipt or complaint else receipt_wish_of(fields),
        is_automatic=report is None and receipt is None and complaint is None and is_automatic(fields),
        is_bulk=is_bulk(fields),
    )
    return NOTHING_SPECIAL if special == NOTHING_SPECIAL else special


class _Parts:
    """The parts that matter, decoded once."""

    def __init__(self, root: Part, content: Content) -> None:
        self._content = content
        self._paths = special_parts(root)
        self._types = {part.path: part for part in _outer(root)}

    @property
    def holds_report(self) -> bool:
        """Whether a part of this message is a multipart/report (RFC 6522)."""
        return any(part.media_type == "multipart/report" for part in self._types.values())

    def of(self, *media_types: str) -> list[bytes]:
        """What is here of these types."""
        return [data for _, data in self.with_part(*media_types)]

    def with_part(self, *media_types: str) -> list[tuple[Part, bytes]]:
        """What is here of these types, and of which part."""
        parts = [(self._types[PartPath(path.removesuffix(".HEADER"))], path) for path in self._paths]
        found = [(part, self._content(path)) for part, path in parts if _type_of(part) in media_types]
        return [(part, data) for part, data in found if data]


def _invitations(parts: _Parts) -> tuple[Invitation, ...]:
    """Each meeting once, though many senders put the same calendar in twice (shown and attached)."""
    found: dict[tuple[str, str, int], Invitation] = {}
    for part, data in parts.with_part(*_CALENDARS):
        text = decoded(data, part.charset)
        for one in invitations_of(text, part.path, part.parameters.get("method", "")):
            if one.start is not None or one.uid:
                found.setdefault((one.uid, one.recurrence_id, one.sequence), one)
    return tuple(found.values())


def _cards(parts: _Parts) -> tuple[ContactCard, ...]:
    found: list[ContactCard] = []
    for part, data in parts.with_part(*_CARDS):
        found += cards_of(decoded(data, part.charset), part.path)
    return tuple(found)


def _reports(
    fields: tuple[Field, ...], parts: _Parts, text: str
) -> tuple[DeliveryReport | None, Complaint | None, Receipt | None]:
    in_words = looks_like_bounce(fields) or _is_report(fields)
    if not (in_words or parts.holds_report or is_from_daemon(fields)):
        return None, None, None  # somebody who passes on what a report was made of makes no report
    feedback, notifications, statuses = parts.of(*_FEEDBACK), parts.of(*_NOTIFICATIONS), parts.of(*_STATUSES)
    if not (feedback or notifications or statuses or in_words):
        return None, None, None
    said, given_back = split_text(text)
    returned = _returned(parts, given_back)
    if feedback:
        return None, complaint_of(feedback[0], returned), None
    if notifications and (receipt := receipt_of(notifications[0], returned.subject)) is not None:
        return None, None, receipt
    report = standard_report(statuses, said, returned)
    if report is None and in_words:
        report = worded_report(fields, said, returned, _own(fields, returned))
    return report, None, None


def _returned(parts: _Parts, given_back: str) -> ReturnedMessage:
    for header in (*parts.of(*_WHOLE), *parts.of(*_HEADERS)):
        returned = returned_of(header)
        if returned != ReturnedMessage():
            return returned
    return returned_text(given_back) if given_back.strip() else ReturnedMessage()


def _own(fields: tuple[Field, ...], returned: ReturnedMessage) -> tuple[str, ...]:
    """Addresses that are the sender's, and so not those that failed."""
    own = [one.address for name in ("to", "delivered-to", "from") for one in parse_addresses(first(fields, name))]
    if returned.from_:
        own.append(returned.from_)
    return tuple(one for one in own if one.casefold() != returned.to.casefold())


def _is_report(fields: tuple[Field, ...]) -> bool:
    kind, parameters = parse_value(first(fields, "content-type"))
    return kind == "multipart/report" and parameters.get("report-type", "").lower() == "delivery-status"


def _outer(root: Part) -> list[Part]:
    """The parts of this message, not those of messages inside it."""
    found: list[Part] = []
    pending = [root]
    while pending:
        part = pending.pop()
        found.append(part)
        if part.media_type not in _WHOLE:
            pending.extend(reversed(part.children))
    return found


def decoded(data: bytes, charset: str) -> str:
    """Text of a part, with plain line ends."""
    return decode(data, charset).replace("\r\n", "\n").replace("\r", "\n")
