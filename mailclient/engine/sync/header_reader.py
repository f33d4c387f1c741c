"""What a server tells of a message → the row the store keeps of it.

Two ways to the same row: ``of_fetch`` takes an answer that was read token by token, ``of_summary`` a line of the usual
form (``wire.imap.summary``) in a twentieth of the time. The second remembers by their bytes the parts that come
again and again, and reads what it does not know by the functions of the first; ``tests/properties/test_summaries.py``
holds them together.

The envelope is the server's (ENVELOPE): every server has it at hand, while header fields may make it open every
message (Dovecot: 7 s instead of 0.5 s for 50,000). What ENVELOPE cannot say (References), or a server reads
worse than ``mime`` does (8-bit and broken headers), is put right when the header comes with the body.
"""

import re
from functools import lru_cache

from mailclient.engine.sync.envelope import envelope_of, read_address_list
from mailclient.engine.sync.structure import has_attachment, part_tree, read_bodystructure
from mailclient.mail.address import Address
from mailclient.mail.flag import Flags
from mailclient.mail.ids import Uid
from mailclient.mime.addresses import clean_name
from mailclient.mime.date import parse_date
from mailclient.mime.envelope import parse_message_ids
from mailclient.mime.words import decode_words
from mailclient.store.encoding import json_data, labels_text
from mailclient.store.header_row import (
    NOBODY,
    AddressList,
    Correspondents,
    Facts,
    HeaderRow,
    Subject,
    address_list,
    compose,
    header_row,
    joined,
    subject_of,
)
from mailclient.store.rows import NewMessage
from mailclient.wire.imap import fetch_items, quirks
from mailclient.wire.imap.date_time import read_date_time
from mailclient.wire.imap.envelope import read_addresses
from mailclient.wire.imap.events import Fetch
from mailclient.wire.imap.parse.facts import flag_words
from mailclient.wire.imap.summary import Summary
from mailclient.wire.imap.tokens import read_values

_REMEMBERED = 4096
"""Values of each kind; some 5 MB in all where nothing repeats."""
remembered = lru_cache(maxsize=_REMEMBERED)


class HeaderReader:
    """``now`` (epoch seconds) stands for a date of arrival that the server does not tell."""

    def __init__(self, now: float) -> None:
        self._now = int(now)
        self._flags = remembered(_flag_columns)
        self._midnight = remembered(_midnight)
        self._iso_day = remembered(_iso_day)
        self._iso_zone = remembered(_iso_zone)
        self._person = remembered(_person)
        self._people = remembered(self._list_of)
        self._subject = remembered(_subject)
        self._labels = remembered(_labels)
        self._attached: dict[bytes, bool] = {}

    def of_fetch(self, answer: Fetch) -> HeaderRow:
        """The row of an answer with UID and ENVELOPE; what is missing else is empty."""
        root = part_tree(answer.structure) if answer.structure is not None else None
        return header_row(
            NewMessage(
                uid=Uid(answer.uid or 0),
                flags=Flags.from_imap(answer.flags or ()),
                received_at=self._now if answer.internal_date is None else int(answer.internal_date.timestamp()),
                size=answer.size or 0,
                envelope=envelope_of(answer.envelope, root),
                structure=root,
                has_attachment=root is not None and has_attachment(root),
                email_id=fetch_items.read_email_id(answer) or _number_text(fetch_items.read_gmail_message_id(answer)),
                labels=fetch_items.read_gmail_labels(answer),
                thread_id=fetch_items.read_thread_id(answer) or _number_text(fetch_items.read_gmail_thread_id(answer)),
            )
        )

    def of_summary(self, summary: Summary) -> HeaderRow:
        """The row of a summary."""
        bits, keywords = self._flags(summary.flags)
        attached = self._attached.get(summary.shape)
        if attached is None:
            attached = self._remember_attached(summary.structure, summary.shape)
        labels, email_id, gmail_id = summary.labels, summary.email_id, summary.gmail_id
        thread_id, gmail_thread = summary.thread_id, summary.gmail_thread
        facts = Facts(
            Uid(int(summary.uid)),
            bits,
            keywords,
            self._received_at(summary.internal_date),
            int(summary.size),
            attached,
            None,
            summary.structure,
            _object_id(email_id, gmail_id) if email_id or gmail_id else "",
            "" if labels is None else self._labels(labels),
            _object_id(thread_id, gmail_thread) if thread_id or gmail_thread else "",
        )
        people, from_ = self._people, summary.from_
        # A server puts From where a header has no Sender or Reply-To (RFC 9051 section 7.5.2).
        correspondents = Correspondents(
            people(from_),
            NOBODY if summary.sender == from_ else people(summary.sender),
            NOBODY if summary.reply_to == from_ else people(summary.reply_to),
            people(summary.to),
            people(summary.cc),
            people(summary.bcc),
        )
        return compose(
            facts,
            correspondents,
            self._subject(summary.subject),
            self._date(summary.date),
            _message_id(summary.message_id),
            _in_reply_to(summary.in_reply_to),
        )

    def _remember_attached(self, structure: bytes, shape: bytes) -> bool:
        if len(self._attached) >= _REMEMBERED:
            self._attached.clear()
        root = read_bodystructure(structure)
        attached = self._attached[shape] = root is not None and has_attachment(root)
        return attached

    def _list_of(self, addresses: bytes) -> AddressList:
        return joined([self._person(one) for one in _ONE_ADDRESS.findall(addresses)])

    def _received_at(self, internal_date: bytes) -> int:
        time = _CLOCK.fullmatch(internal_date, 12, 20)
        midnight = self._midnight(internal_date[:12] + internal_date[20:]) if time is not None else None
        if time is None or midnight is None:
            moment = read_date_time(internal_date)
            return self._now if moment is None else int(moment.timestamp())
        hour, minute, second = time.groups()
        return midnight + int(hour) * 3600 + int(minute) * 60 + int(second)

    def _date(self, date: bytes) -> bytes:
        """As JSON."""
        usual = _DATE.fullmatch(date)
        if usual is not None:
            day, time, zone = usual.groups()
            iso_day = self._iso_day(day)
            if iso_day:
                return b'"%bT%b%b"' % (iso_day, time, self._iso_zone(zone))
        return json_data(parse_date(_inside(date)))


_CLOCK = re.compile(rb"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])")
_DATE = re.compile(
    rb'"(?:[A-Z][a-z]{2}, )?([0-9]{1,2} [A-Z][a-z]{2} (?:19|20)[0-9]{2})'
    rb' ((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]) ([+-][0-9]{4})(?: \([A-Z]{1,5}\))?"'
)
"""As RFC 5322 section 3.3 has it; ``parse_date`` reads all the others."""
_ID = re.compile(rb'"<([!#-;=?-\[\]-~]++)>"')
_USUAL_PERSON = re.compile(rb'\((?:"([^"\\]*+)"|NIL) NIL "([A-Za-z0-9_.+-]++)" "([A-Za-z0-9_.-]++)"\)')
_ONE_ADDRESS = re.compile(rb'\((?:[^()"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")++\)')
_OBJECT_ID = re.compile(rb"\((?!(?i:NIL)\))([A-Z][A-Za-z0-9_-]{0,254})\)")
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_NIL = b"NIL"


def _inside(string: bytes) -> bytes:
    """The bytes of a string as ``Summary`` has it."""
    if string.startswith(b'"'):
        return _ESCAPE.sub(rb"\1", string[1:-1]) if b"\\" in string else string[1:-1]
    return b"" if string == _NIL else string.partition(b"\r\n")[2]


def _subject(string: bytes) -> Subject:
    return subject_of(decode_words(_inside(string)))


def _message_id(string: bytes) -> str:
    usual = _ID.fullmatch(string)
    if usual is not None:
        return usual[1].decode("ascii")
    ids = parse_message_ids(_inside(string))
    return ids[0] if ids else ""


def _in_reply_to(string: bytes) -> bytes:
    """As JSON."""
    if string == _NIL:
        return b"[]"
    usual = _ID.fullmatch(string)
    return b'["%b"]' % usual[1] if usual is not None else json_data(parse_message_ids(_inside(string)))


def _flag_columns(flags: bytes) -> tuple[int, str]:
    (words,) = read_values(flags, [])
    known = Flags.from_imap(flag_words(words) if isinstance(words, tuple) else ())
    return int(known.bits), " ".join(known.keywords)


def _person(address: bytes) -> AddressList:
    """Of one address in its parentheses."""
    usual = _USUAL_PERSON.fullmatch(address)
    if usual is not None and not quirks.is_no_host(usual[3]):
        name = clean_name(usual[1].decode("ascii")) if usual[1] else ""
        written = f"{usual[2].decode('ascii')}@{usual[3].decode('ascii')}"
        return address_list((Address("" if name == written else name, written),))
    return address_list(read_address_list(read_addresses(read_values(address, []))))


def _labels(labels: bytes) -> str:
    (value,) = read_values(labels, [])
    return labels_text(fetch_items.read_gmail_labels(Fetch(0, other={fetch_items.GMAIL_LABELS: value})))


def _object_id(told: bytes | None, gmail_number: bytes | None) -> str:
    """EMAILID or THREADID before the number that Gmail has for the same."""
    if told is not None:
        usual = _OBJECT_ID.fullmatch(told)
        if usual is not None:
            return usual[1].decode("ascii")
        (value,) = read_values(told, [])
        found = fetch_items.read_email_id(Fetch(0, other={fetch_items.EMAIL_ID: value}))
        if found:
            return found
    told_number = Fetch(0, other={fetch_items.GMAIL_MESSAGE_ID: gmail_number})
    return _number_text(fetch_items.read_gmail_message_id(told_number))


def _number_text(number: int | None) -> str:
    return "" if number is None else str(number)


def _midnight(day_and_zone: bytes) -> int | None:
    """Epoch seconds, of ``14-Jul-2017  +0000``; None when there is no such day."""
    moment = read_date_time(day_and_zone[:12] + b"00:00:00" + day_and_zone[12:])
    return None if moment is None else int(moment.timestamp())


def _iso_day(day: bytes) -> bytes:
    """``2017-07-14``; b"" when there is no such day."""
    moment = parse_date(day + b" 00:00:00 +0000")
    return b"" if moment is None else moment.date().isoformat().encode("ascii")


def _iso_zone(zone: bytes) -> bytes:
    return json_data(parse_date(b"1 Jan 2000 00:00:00 " + zone)).strip(b'"')[len("2000-01-01T00:00:00") :]
