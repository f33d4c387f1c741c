"""Who is in the conversation that a message answers, read from the store."""

from mailclient.mail.account import Account
from mailclient.mail.address import Address
from mailclient.mail.ids import MessageId
from mailclient.mail.message import Envelope
from mailclient.mail.recipient_doubts import Circle
from mailclient.store.reader import Reader

_LOOKED_AT = 20
"""Messages of the conversation, the newest ones."""


def circle_of(reader: Reader, accounts: list[Account], answered: MessageId | None) -> Circle:
    """What surrounds an answer to ``answered``, or a new message (None). 3 ms."""
    own = frozenset(one.address.casefold() for account in accounts for one in account.settings.senders)
    if answered is None:
        return Circle(own)
    thread: set[str] = set()
    author, reply_to = "", frozenset[str]()
    ids = [row.id for row in reader.conversation(answered)][-_LOOKED_AT:]
    for message_id in {*ids, answered}:
        message = reader.message(message_id)
        if message is None:
            continue
        thread |= _people(message.envelope)
        if message_id == answered:
            author, reply_to = _way_back(message.envelope, _list_addresses(reader, answered))
    return Circle(own, frozenset(thread), author, reply_to)


def _people(envelope: Envelope) -> set[str]:
    return {one.address.casefold() for one in (*envelope.from_, *envelope.to, *envelope.cc) if one.address}


def _way_back(envelope: Envelope, lists: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Who wrote and where the answer is wanted; a list that wants its answers to itself is no surprise."""
    author = next((one.address.casefold() for one in envelope.from_), "")
    asked = frozenset(map(_key, envelope.reply_to))
    known = lists | frozenset(map(_key, (*envelope.to, *envelope.cc)))
    return (author, frozenset()) if asked & known else (author, asked - {author})


def _key(address: Address) -> str:
    return address.address.casefold()


def _list_addresses(reader: Reader, message_id: MessageId) -> frozenset[str]:
    body = reader.body(message_id)
    found = body.special.mailing_list if body is not None else None
    return frozenset(found.post_addresses.casefold().split(",")) if found is not None else frozenset()
