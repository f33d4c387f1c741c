"""What a table and a draft make together: each row's message, and what is wrong with it. Pure."""

from dataclasses import dataclass

from mailclient.bridge.draft import DraftContent
from mailclient.bridge.merge import merged
from mailclient.language import tr
from mailclient.mail.merge import MergeTable
from mailclient.mail.text_fields import field_key, fields_in
from mailclient.mime.addresses import is_address, parse_addresses


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """Row ``number`` (from 1, the heading not counted) cannot be sent; ``words`` say why."""

    number: int
    words: str


def unknown_fields(draft: DraftContent, table: MergeTable) -> list[str]:
    """Fields of the draft that no column fills."""
    known = {field_key(column) for column in table.columns}
    texts = (draft.to, draft.cc, draft.bcc, draft.subject, draft.html or draft.text)
    found = dict.fromkeys(name for text in texts for name in fields_in(text))
    return [name for name in found if field_key(name) not in known]


def trouble_in(draft: DraftContent, table: MergeTable) -> list[RowTrouble]:
    """All rows that cannot be sent, in order."""
    found = []
    only_people = DraftContent(to=draft.to, cc=draft.cc, bcc=draft.bcc, subject=draft.subject)
    for number, row in enumerate(table.rows, start=1):
        why = _why_not(merged(only_people, table.columns, row))
        if why:
            found.append(RowTrouble(number, why))
    return found


def _why_not(draft: DraftContent) -> str:
    addresses = [one for text in (draft.to, draft.cc, draft.bcc) for one in parse_addresses(text)]
    if not addresses:
        return tr("There is no recipient.")
    for one in addresses:
        if not is_address(one.address):
            return tr("“{address}” is not an address.", address=(one.address or one.name)[:60])
    return ""
