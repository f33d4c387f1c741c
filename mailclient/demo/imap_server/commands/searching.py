"""SEARCH and UID SEARCH (RFC 3501 section 6.4.4, RFC 4731, RFC 7162 section 3.1.5)."""

from mailclient.demo.imap_server import sequence_set
from mailclient.demo.imap_server.answer import BadCommandError, RefusalError
from mailclient.demo.imap_server.arguments import Arguments
from mailclient.demo.imap_server.search_key import Candidate, SearchReader
from mailclient.demo.imap_server.session import Session
from mailclient.demo.mailbox import Mail

_RETURN = {"MIN", "MAX", "ALL", "COUNT"}


def search(session: Session, arguments: Arguments, by_uid: bool) -> str:
    """SEARCH [RETURN (…)] [CHARSET …] keys."""
    wanted = _read_return(arguments)
    if arguments.skip(b" CHARSET "):
        charset = arguments.astring().upper()
        if charset not in (b"UTF-8", b"US-ASCII"):
            raise RefusalError("This charset is not known here", "BADCHARSET (US-ASCII UTF-8)")
    arguments.space()
    view = session.selected
    reader = SearchReader(arguments, view)
    condition = reader.keys()
    arguments.end()
    found: list[tuple[int, Mail]] = []
    for number, uid in enumerate(view.uids, start=1):
        mail = view.mail(uid)
        if mail is not None and condition(Candidate(number, mail, uid in view.recent)):
            found.append((uid if by_uid else number, mail))
    session.condstore = session.condstore or reader.uses_modseq
    highest = max((mail.modseq for _, mail in found), default=0) if reader.uses_modseq else 0
    numbers = [number for number, _ in found]
    if wanted is None:
        session.send(_plain_answer(numbers, highest))
    else:
        session.send(_extended_answer(session.tag, numbers, wanted, highest, by_uid=by_uid))
    return "Searched"


def _read_return(arguments: Arguments) -> list[str] | None:
    """The result options; None for a plain SEARCH."""
    if not arguments.skip(b" RETURN ("):
        return None
    wanted: list[str] = []
    while not arguments.skip(b")"):
        arguments.skip(b" ")
        word = arguments.word()
        if word not in _RETURN:
            raise BadCommandError("Unknown result option")
        wanted.append(word)
    return wanted or ["ALL"]


def _plain_answer(numbers: list[int], highest: int) -> bytes:
    modseq = f" (MODSEQ {highest})" if highest else ""
    return ("* SEARCH" + "".join(f" {number}" for number in numbers) + modseq).encode("ascii") + b"\r\n"


def _extended_answer(tag: str, numbers: list[int], wanted: list[str], highest: int, *, by_uid: bool) -> bytes:
    words = ["* ESEARCH", f'(TAG "{tag}")']
    if by_uid:
        words.append("UID")
    if numbers and "MIN" in wanted:
        words.append(f"MIN {numbers[0]}")
    if numbers and "MAX" in wanted:
        words.append(f"MAX {numbers[-1]}")
    if "COUNT" in wanted:
        words.append(f"COUNT {len(numbers)}")
    if numbers and "ALL" in wanted:
        words.append(f"ALL {sequence_set.write(numbers)}")
    if highest:
        words.append(f"MODSEQ {highest}")
    return " ".join(words).encode("ascii") + b"\r\n"
