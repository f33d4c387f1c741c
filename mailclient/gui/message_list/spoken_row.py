"""A row of the list in the words that a screen reader says."""

from datetime import datetime

from mailclient.gui.message_list.dates import short_date
from mailclient.gui.message_list.row_cache import PaintedRow
from mailclient.language import tr, tr_n
from mailclient.language.subject import subject_words
from mailclient.mail.flag import Flag


def spoken_row(painted: PaintedRow) -> str:
    """Unread, who, how many, what, when, and what hangs on it."""
    row, conversation = painted.message, painted.conversation
    words = [tr("Unread")] if painted.unread else []
    if conversation is not None:
        words += [", ".join(conversation.senders) or row.sender.label]
        words += [tr_n("{count} message", "{count} messages", conversation.messages)]
    else:
        words.append(row.sender.label)
    words += [subject_words(painted.subject, encrypted=row.encrypted)]
    words.append(short_date(row.received_at, datetime.now().astimezone()))
    if painted.flagged:
        words.append(tr("Starred"))
    if painted.has_attachment:
        words.append(tr("Attachment"))
    if row.encrypted:
        words.append(tr("Encrypted"))
    if Flag.ANSWERED in row.flags.bits:
        words.append(tr("Answered"))
    return ", ".join(words)
