"""What another device did to the copy of a draft: nothing, wrote another version in its place, or deleted it.

Whoever edits a draft replaces the message: under another uid, mostly with another Message-ID and without our field. So
once our copy is gone, what came into the Drafts folder after it is compared with it: whom it answers, its subject, its
recipients, its first words.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from mailclient.bridge.draft import DraftContent
from mailclient.mail.draft import Elsewhere
from mailclient.mail.ids import DraftId, MessageId
from mailclient.mail.message import Envelope
from mailclient.mail.subject import base_subject
from mailclient.mime.addresses import parse_addresses
from mailclient.store import draft_copies, drafts
from mailclient.store.draft_copies import Candidate
from mailclient.store.drafts import KeptDraft
from mailclient.store.transaction import Transaction

_ENOUGH = 3
_ALIKE = 0.6
"""Of the first words."""
_FIRST_WORDS = 200
"""Characters."""


def look(tx: Transaction, draft_id: DraftId) -> KeptDraft | None:
    """The draft as it stands now, which is noted; None when there is none, or it has ended."""
    draft = drafts.find(tx, draft_id)
    if draft is None or draft.ended:
        return None
    if draft.filed is None or draft.filing_header:
        return draft
    found, other_id = Elsewhere.NOTHING, None
    if not draft_copies.is_there(tx, draft.message_id):
        likely = _likely(msgspec.msgpack.decode(draft.filed, type=DraftContent), draft_copies.candidates(tx, draft_id))
        found, other_id = (Elsewhere.DELETED, None) if likely is None else (Elsewhere.CHANGED, likely)
    if (found, other_id) != (draft.elsewhere, draft.other_id):
        drafts.note_elsewhere(tx, draft_id, found, other_id)
    return drafts.find(tx, draft_id)


def _likely(filed: DraftContent, candidates: Sequence[Candidate]) -> MessageId | None:
    """The newest of those that resemble it most."""
    weighed = [(likeness(filed, one.envelope, one.preview), one.id) for one in candidates]
    best = max(weighed, default=None)
    return best[1] if best is not None and best[0] >= _ENOUGH else None


def likeness(filed: DraftContent, envelope: Envelope, preview: str) -> int:
    """How much a message of the Drafts folder looks like another version of what was filed; 3 is enough."""
    points = 0
    if filed.in_reply_to and filed.in_reply_to in envelope.in_reply_to:
        points += 3
    subject = base_subject(filed.subject)
    if subject and subject == base_subject(envelope.subject):
        points += 2
    written = {one.address.casefold() for one in parse_addresses(filed.to)}
    if written & {one.address.casefold() for one in envelope.to}:
        points += 2
    first, other = (" ".join(text.split())[:_FIRST_WORDS] for text in (filed.text, preview))
    length = min(len(first), len(other))
    if length and SequenceMatcher(None, first[:length], other[:length]).ratio() >= _ALIKE:
        points += 2
    return points
