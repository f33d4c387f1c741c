"""The extensions of IMAP that we know: how a server offers each, and by what on the wire one sees that it is used.

``docs/imap-servers.md`` has a row for each (``tests/engine/test_extensions_table.py``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Extension:
    r"""What is named here is a regular expression, without regard to case.

    ``offered``: its words in CAPABILITY. ``used``: its use, in a command without the contents of its literals ("" where
    nothing of it can be seen there). ``said``: in an answer, the part that only a server with it says, and which is
    therefore taken out for who must not know. ``with_it``: other extensions that are nothing without this one.
    """

    name: str
    offered: str
    used: str
    said: str = ""
    with_it: tuple[str, ...] = ()


_RETURN = r"^\S+ (?:LIST|X?LSUB) .*RETURN \(.*"
_FETCH = r"^\S+ (?:UID )?FETCH .*"

EXTENSIONS: tuple[Extension, ...] = (
    Extension("ENABLE", "ENABLE", r"^\S+ ENABLE ", with_it=("QRESYNC", "UTF8=ACCEPT", "UIDONLY")),
    Extension("ID", "ID", r"^\S+ ID "),
    Extension("NAMESPACE", "NAMESPACE", r"^\S+ NAMESPACE$"),
    Extension("LIST-EXTENDED", "LIST-EXTENDED", rf"^\S+ LIST \(|{_RETURN}(?:SUBSCRIBED|CHILDREN)"),
    Extension("LIST-STATUS", "LIST-STATUS", rf"{_RETURN}STATUS \("),
    Extension(
        "SPECIAL-USE",
        "SPECIAL-USE",
        rf"{_RETURN}SPECIAL-USE",
        said=r"(?<=\()\\(?:Archive|Drafts|Junk|Sent|Trash)\b ?| \\(?:Archive|Drafts|Junk|Sent|Trash)(?=[ )])",
        with_it=("CREATE-SPECIAL-USE",),
    ),
    Extension("CREATE-SPECIAL-USE", "CREATE-SPECIAL-USE", r"^\S+ CREATE .* \(USE "),
    Extension("STATUS=SIZE", "STATUS=SIZE", r"\bSTATUS .*\(.*\bSIZE\b"),
    Extension("UIDPLUS", "UIDPLUS", r"^\S+ UID EXPUNGE ", said=r"\[(?:COPYUID|APPENDUID) [^]]*\]"),
    Extension("MOVE", "MOVE", r"^\S+ (?:UID )?MOVE "),
    Extension(
        "CONDSTORE",
        "CONDSTORE",
        r"\((?:UN)?CHANGEDSINCE |HIGHESTMODSEQ|\(CONDSTORE\)|ENABLE .*CONDSTORE",
        said=r"\[HIGHESTMODSEQ \d+\]",
        with_it=("QRESYNC",),
    ),
    Extension("QRESYNC", "QRESYNC", r"\(QRESYNC |ENABLE .*QRESYNC|CHANGEDSINCE \d+ VANISHED"),
    Extension("ESEARCH", "ESEARCH", r"SEARCH RETURN \(", with_it=("SEARCHRES", "MULTISEARCH", "PARTIAL")),
    Extension("SEARCHRES", "SEARCHRES", r"SEARCH RETURN \(.*SAVE|^\S+ (?:UID )?\w+ \$"),
    Extension("MULTISEARCH", "MULTISEARCH", r"^\S+ ESEARCH "),
    Extension("WITHIN", "WITHIN", r"SEARCH .*(?:YOUNGER|OLDER) \d"),
    Extension("IDLE", "IDLE", r"^\S+ IDLE$"),
    Extension("NOTIFY", "NOTIFY", r"^\S+ NOTIFY SET"),
    Extension("COMPRESS=DEFLATE", "COMPRESS=DEFLATE", r"^\S+ COMPRESS DEFLATE$"),
    Extension("LITERAL+", "LITERAL[+-]", r"\{\d+\+\}"),
    Extension("BINARY", "BINARY", rf"{_FETCH}BINARY[.\[]|~\{{"),
    Extension("MULTIAPPEND", "MULTIAPPEND", r"^\S+ APPEND .*\{\d+\+?\} .*\{\d+\+?\}"),
    Extension("APPENDLIMIT", r"APPENDLIMIT(?:=\d+)?", r"STATUS .*APPENDLIMIT"),
    Extension("CATENATE", "CATENATE", r"APPEND .*CATENATE \("),
    Extension("QUOTA", r"QUOTA(?:=\S+)?", r"^\S+ GETQUOTA"),
    Extension(
        "ACL", r"ACL|ACL2=\S+|RIGHTS=\w+|LIST-MYRIGHTS", rf"^\S+ (?:MYRIGHTS|GETACL|LISTRIGHTS) |{_RETURN}MYRIGHTS"
    ),
    Extension("METADATA", "METADATA|METADATA-SERVER|LIST-METADATA", r"^\S+ [GS]ETMETADATA "),
    Extension("UTF8=ACCEPT", r"UTF8=\w+", r"ENABLE .*UTF8=ACCEPT"),
    Extension("OBJECTID", "OBJECTID", r"\b(?:EMAILID|THREADID|MAILBOXID)\b", said=r"\[MAILBOXID \([^]]*\)\]"),
    Extension("PREVIEW", r"PREVIEW(?:=\w+)?|SNIPPET=\w+", rf"{_FETCH}\bPREVIEW\b"),
    Extension("SAVEDATE", "SAVEDATE", r"\bSAVEDATE\b|SAVED(?:BEFORE|ON|SINCE)"),
    Extension("PARTIAL", "PARTIAL", r"\bPARTIAL \d"),
    Extension("REPLACE", "REPLACE", r"^\S+ (?:UID )?REPLACE "),
    Extension("UIDONLY", "UIDONLY", r"ENABLE .*UIDONLY"),
    Extension("INPROGRESS", "INPROGRESS", ""),
    Extension("UNSELECT", "UNSELECT", r"^\S+ UNSELECT$"),
    Extension("SASL-IR", "SASL-IR", r"^\S+ AUTHENTICATE \S+ \S"),
    Extension("SCRAM", r"AUTH=SCRAM-SHA-\S+", r"^\S+ AUTHENTICATE SCRAM-"),
    Extension("X-GM-EXT-1", "X-GM-EXT-1", r"\bX-GM-"),
    Extension("IMAP4rev2", "IMAP4REV2", r"ENABLE .*IMAP4REV2"),
)
BY_NAME = {one.name: one for one in EXTENSIONS}


def with_dependants(names: Iterable[str]) -> tuple[Extension, ...]:
    """These extensions and those that are nothing without them."""
    found = {name: BY_NAME[name] for name in names}
    for extension in list(found.values()):
        found |= {one.name: one for one in with_dependants(extension.with_it)}
    return tuple(found.values())


def used_in(commands: Iterable[str]) -> set[str]:
    """The names of the extensions that these commands make use of."""
    lines = list(commands)
    patterns = {one.name: re.compile(one.used, re.IGNORECASE) for one in EXTENSIONS if one.used}
    return {name for name, pattern in patterns.items() if any(map(pattern.search, lines))}


def offered_by(capabilities: Iterable[str]) -> set[str]:
    """The names of the extensions among a server's capability words."""
    words = list(capabilities)
    return {one.name for one in EXTENSIONS if any(re.fullmatch(one.offered, word, re.IGNORECASE) for word in words)}
