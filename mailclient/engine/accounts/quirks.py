"""What servers do against the standards in what they mean, not in how they write it (that is ``wire/imap/quirks.py``).

Each has a name here, is known by what the server says of itself, and has a test named after the server.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

_ICLOUD = (".mail.me.com", ".icloud.com")
_CYRUS_WITH_BROKEN_STATUS = re.compile(r"(?:3\.[0-7])\.")


class Quirk(StrEnum):
    """The names; who asks ``quirks_of`` does what is to be done."""

    STATUS_WITHOUT_MAILBOX_ID = "STATUS tells MAILBOXID out of freed memory (Cyrus 3.0 to 3.7); that of SELECT is right"
    QRESYNC_LOSES_MESSAGES = "QRESYNC tells messages as vanished that are there (iCloud); CONDSTORE is right"
    MODSEQ_WITHOUT_CONDSTORE = "SELECT tells HIGHESTMODSEQ, CHANGEDSINCE is refused (Yahoo): capabilities decide alone"
    NO_UIDVALIDITY = "SELECT tells no UIDVALIDITY (Tencent exmail): uids hold for one connection, see ImapSession"
    EXPUNGE_TAKES_A_LABEL = "expunging outside Trash and Spam only takes a label away; the message stays (Gmail)"
    ID_BEFORE_SELECT = 'SELECT is refused ("Unsafe Login") before ID was sent (NetEase: 163, 126): always sent first'


def quirks_of(host: str, server_id: Mapping[str, str], capabilities: Collection[str]) -> frozenset[Quirk]:
    """Those that must be known beforehand: by the host, the answer to ID (RFC 2971), the capabilities (upper case)."""
    found = set()
    if host.casefold().rstrip(".").endswith(_ICLOUD):
        found.add(Quirk.QRESYNC_LOSES_MESSAGES)
    name, version = server_id.get("name", ""), server_id.get("version", "")
    if name == "Cyrus IMAPD" and (not version or _CYRUS_WITH_BROKEN_STATUS.match(version)):
        found.add(Quirk.STATUS_WITHOUT_MAILBOX_ID)
    if "X-GM-EXT-1" in capabilities:
        found.add(Quirk.EXPUNGE_TAKES_A_LABEL)
    return frozenset(found)
