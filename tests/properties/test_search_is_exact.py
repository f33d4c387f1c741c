"""A search finds what a reader of all messages would find: random Korean, Chinese, Japanese and Latin texts.

The naive search below knows nothing of an index: it folds a text, cuts it into words and runs, and looks.
"""

import asyncio
import re
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.criteria import All, AnyOf, Criterion, Field, Flagged, Match, Not, Sized, Text, WithAttachment
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import MessageId, PartPath, Uid
from mailclient.mail.message import Envelope
from mailclient.mail.query import Query
from mailclient.mail.search import SearchOrder
from mailclient.store import accounts, bodies, folders, messages, search_index
from mailclient.store.reader import Reader
from mailclient.store.rows import NewMessage
from mailclient.store.writer import Writer
from tests.unit.store.samples import settings as account_settings

LETTERS = "회의에서이가東京都日本オフィ아이abcABéß12"
PIECES = st.text(st.sampled_from(f"{LETTERS}   -.@ﾊＡ\u0301\u1112\u116c"), max_size=9)
TEXTS = st.lists(PIECES, max_size=4).map(" ".join)
RUN = "[\u1100-\u11ff\u3040-\u30ff\u3131-\u318e\u4e00-\u9fff\uac00-\ud7a3]"
FIELDS = {
    Field.FROM: ("sender",),
    Field.TO: ("to", "cc"),
    Field.CC: ("cc",),
    Field.SUBJECT: ("subject",),
    Field.BODY: ("body",),
    Field.FILENAME: ("filename",),
    Field.ANYWHERE: ("sender", "to", "cc", "subject", "body", "filename"),
}


@st.composite
def mails(draw: st.DrawFn) -> dict[str, str]:
    return {name: draw(TEXTS) for name in FIELDS[Field.ANYWHERE]}


LEAVES = (
    st.builds(Text, PIECES, st.sampled_from(list(FIELDS)), st.sampled_from(list(Match)))
    | st.builds(Text, st.text(st.sampled_from(LETTERS), min_size=1, max_size=2))
    | st.builds(Flagged, st.sampled_from([Flag.SEEN, Flag.FLAGGED]), st.booleans())
    | st.just(WithAttachment())
    | st.builds(Sized, st.integers(0, 9))
)
CRITERIA: st.SearchStrategy[Criterion] = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
        | st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
    ),
    max_leaves=4,
)


def folded(text: str) -> str:
    """Without case, width, accents; Korean composed."""
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(one for one in unicodedata.normalize("NFD", wide) if not "\u0300" <= one <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def says(text: str, wanted: Text) -> bool:
    """Every unit of what is wanted stands in a row: words at their start, runs anywhere."""
    units = re.findall(f"{RUN}+|(?:(?!{RUN})[^\\W_])+", folded(wanted.text))
    if not units:
        return False
    pattern = ""
    for number, unit in enumerate(units):
        is_run = bool(re.match(RUN, unit))
        was_run = number and re.match(RUN, units[number - 1])
        if number == 0:
            pattern += "" if is_run or wanted.match is Match.INSIDE else f"(?<!(?!{RUN})[^\\W_])"
        else:
            pattern += "[\\W_]*" if is_run != bool(was_run) else "[\\W_]+"
        pattern += re.escape(unit)
    if not re.match(RUN, units[-1]) and wanted.match is Match.WHOLE:
        pattern += f"(?!(?!{RUN})[^\\W_])"
    return re.search(pattern, folded(text)) is not None


def is_so(mail: dict[str, str], number: int, criterion: Criterion) -> bool:
    match criterion:
        case Text(_, field):
            return any(says(mail[name], criterion) for name in FIELDS[field])
        case Flagged(flag, is_set):
            return bool(flags_of(number) & flag) is is_set
        case WithAttachment():
            return True
        case Sized(above):
            return number > (above or 0)
        case All(parts):
            return all(is_so(mail, number, part) for part in parts)
        case AnyOf(parts):
            return any(is_so(mail, number, part) for part in parts)
        case Not(part):
            return not is_so(mail, number, part)
    raise TypeError(criterion)


def flags_of(number: int) -> Flag:
    return (Flag.SEEN if number % 2 else Flag.NONE) | (Flag.FLAGGED if number % 3 == 0 else Flag.NONE)


def received_at(number: int) -> int:
    """Neither in the order of ids, nor apart: several fall into one step of the index."""
    return 1_700_000_000 + (number * 7 % 5) * 40_000


async def fill(path: Path, some: list[dict[str, str]]) -> list[MessageId]:
    writer = await Writer.open(path)
    account = await writer.transaction("t", accounts.add, account_settings("a@example.org"))
    inbox = await writer.transaction(
        "t", folders.upsert, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True
    )
    new = [
        NewMessage(
            Uid(number + 1),
            Flags(flags_of(number)),
            received_at(number),
            number,
            Envelope(
                subject=mail["subject"],
                from_=(Address(mail["sender"], ""),),
                to=(Address(mail["to"], ""),),
                cc=(Address(mail["cc"], ""),),
                message_id=str(number),
            ),
            has_attachment=True,
        )
        for number, mail in enumerate(some)
    ]
    ids = await writer.transaction("t", messages.insert, inbox, new)
    while await writer.transaction("t", search_index.catch_up, lambda _data: None):
        pass
    for id_, mail in zip(ids, some, strict=True):
        file = Attachment(PartPath("2"), mail["filename"], "image/png", 1)
        await writer.transaction("t", bodies.store_body, id_, Body("before", attachments=(file,)), b"", "")
        await writer.transaction("t", bodies.store_body, id_, Body(mail["body"], attachments=(file,)), b"", "")
    await writer.close()
    return ids


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(mails(), min_size=1, max_size=7), st.lists(CRITERIA, min_size=12, max_size=24))
def test_as_a_reader_of_all_would(some: list[dict[str, str]], asked: list[Criterion]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "mail.sqlite3"
        ids = asyncio.run(fill(path, some))
        reader = Reader(path)
        newest = sorted(range(len(some)), key=lambda number: (received_at(number), ids[number]), reverse=True)
        for criterion in asked:
            wanted = [ids[number] for number in newest if is_so(some[number], number, criterion)]
            query = Query("", criterion)
            assert reader.search(query) == wanted, criterion
            assert reader.search(query, limit=2) == wanted[:2]
            shown = [step.ids for step in reader.search_steps(query)]
            assert all(set(ids) <= set(wanted) for ids in shown), "what is shown early is right, too"
            assert sorted(reader.search(query, order=SearchOrder.BEST)) == sorted(wanted)
        assert reader.search("before") == [
            ids[number] for number in newest if is_so(some[number], number, Text("before"))
        ]
        coverage = reader.coverage()
        assert (coverage.bodies, coverage.messages, coverage.waiting) == (len(some), len(some), 0)
        reader.close()
