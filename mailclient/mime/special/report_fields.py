"""Groups of fields in machine-readable reports: message/delivery-status, disposition-notification, feedback-report.

RFC 3464 section 2.1, RFC 8098 section 3.1, RFC 5965 section 3. Blank lines too many, or none where one is due, are
lived with: a second Final-Recipient begins a group too.
"""

from mailclient.mime.header import fields_of
from mailclient.mime.words import header_text

Group = dict[str, str]
"""Values by lower-case name, the first of each."""

_GROUP_LIMIT = 500


def groups_of(data: bytes) -> list[Group]:
    """All groups in order, none of them empty."""
    groups: list[Group] = []
    for block in data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n\n"):
        groups += _split(block)
        if len(groups) >= _GROUP_LIMIT:
            break
    return groups[:_GROUP_LIMIT]


def _split(block: bytes) -> list[Group]:
    """One block; several recipients in one are told apart where a name comes again."""
    groups: list[Group] = []
    group: Group = {}
    for field in fields_of(block.strip(b"\n") + b"\n"):
        if field.name == "final-recipient" and field.name in group:
            groups.append(group)
            group = {}
        group.setdefault(field.name, header_text(field.value).strip())
    if group:
        groups.append(group)
    return groups


def typed(value: str) -> str:
    """What stands behind the type of "rfc822; name@host" or "dns; host"; comments and brackets are taken away."""
    kind, semicolon, rest = value.partition(";")
    text = rest if semicolon and "@" not in kind else value
    return text.strip().strip("<>").strip()
