"""Build → parse is identity: whatever a server can say in FETCH and LIST comes back as it was, however it is cut."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mailclient.wire.imap.connection import Connection
from mailclient.wire.imap.events import Event, Fetch, ListEntry, Section
from mailclient.wire.imap.limits import LITERAL_IN_MEMORY_MAX
from mailclient.wire.imap.mailbox_name import encode_name
from tests.unit.wire.imap.player import CutInto

Value = bytes | tuple["Value", ...] | None

_ATOM = st.from_regex(rb"[A-Za-z0-9$\\_.-]{1,12}", fullmatch=True).filter(lambda word: word.upper() != b"NIL")
_STRING = st.binary(max_size=40)
_VALUE: st.SearchStrategy[Value] = st.recursive(
    st.none() | _STRING, lambda inner: st.lists(inner, max_size=5).map(tuple), max_leaves=20
)
_CUTS = st.lists(st.integers(1, 60), min_size=1, max_size=10)
_NAME = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


def string(data: bytes, *, quoted: bool) -> bytes:
    """A quoted string where that is possible and wished, else a literal."""
    if quoted and not set(data) & set(b"\r\n"):
        return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return b"{%d}\r\n" % len(data) + data


def wire(value: Value, *, quoted: bool) -> bytes:
    if value is None:
        return b"NIL"
    if isinstance(value, tuple):
        return b"(" + b" ".join(wire(item, quoted=quoted) for item in value) + b")"
    return string(value, quoted=quoted)


def told(line: bytes, cuts: list[int]) -> list[Event]:
    connection = Connection()
    connection.receive(b"* PREAUTH ready\r\n")
    return [event for piece in CutInto(cuts)(line + b"\r\n") for event in connection.receive(piece)]


@given(_VALUE, st.booleans(), _CUTS)
def test_values(value: Value, quoted: bool, cuts: list[int]) -> None:
    (found,) = told(b"* 1 FETCH (X-ANY " + wire(value, quoted=quoted) + b")", cuts)
    assert found == Fetch(1, other={"X-ANY": value})


@given(
    st.integers(1, 2**32 - 1),
    st.lists(_ATOM, max_size=4),
    st.integers(0, 2**63 - 1),
    st.dictionaries(st.sampled_from(["", "1", "1.2", "HEADER", "TEXT", "3.MIME"]), _STRING, max_size=4),
    st.booleans(),
    _CUTS,
)
def test_fetch(
    uid: int, flags: list[bytes], modseq: int, sections: dict[str, bytes], quoted: bool, cuts: list[int]
) -> None:
    items = [b"MODSEQ (%d)" % modseq, b"FLAGS (" + b" ".join(flags) + b")", b"UID %d" % uid]
    items += [f"BODY[{name}] ".encode() + string(data, quoted=quoted) for name, data in sections.items()]
    (found,) = told(b"* 7 FETCH (" + b" ".join(items) + b")", cuts)
    assert found == Fetch(
        7,
        uid,
        tuple(flag.decode() for flag in flags),
        modseq=modseq,
        sections={f"BODY[{name}]": Section(data, len(data)) for name, data in sections.items()},
    )


@settings(max_examples=50)
@given(st.lists(_ATOM, max_size=3), st.integers(1, 10**9), st.integers(0, 10**9), st.booleans())
def test_the_short_way_for_flags_says_what_the_long_way_says(
    flags: list[bytes], uid: int, modseq: int, with_modseq: bool
) -> None:
    end = b" MODSEQ (%d)" % modseq if with_modseq else b""
    line = b"* 3 FETCH (UID %d FLAGS (%b)%b" % (uid, b" ".join(flags), end)
    (short,) = told(line + b")", [1000])
    (long,) = told(line + b" RFC822.SIZE 1)", [1000])
    assert isinstance(long, Fetch)
    assert short == Fetch(long.seq, long.uid, long.flags, modseq=long.modseq)


@given(_NAME, st.sampled_from(["/", ".", "\\", '"', ""]), st.booleans(), _CUTS)
def test_list(name: str, delimiter: str, quoted: bool, cuts: list[int]) -> None:
    raw = encode_name(name)
    told_delimiter = string(delimiter.encode(), quoted=True) if delimiter else b"NIL"
    (found,) = told(b"* LIST (\\Marked) " + told_delimiter + b" " + string(raw, quoted=quoted), cuts)
    wanted = "INBOX" if name.upper() == "INBOX" else name
    assert found == ListEntry(wanted, raw, delimiter, frozenset({"\\marked"}))


@settings(max_examples=20, deadline=None)
@given(st.integers(-2, 2), st.integers(1000, 80_000))
def test_sections_around_the_bound_of_streaming(more: int, piece: int) -> None:
    data = bytes(range(256)) * (LITERAL_IN_MEMORY_MAX // 256 + 1)
    data = data[: LITERAL_IN_MEMORY_MAX + more]
    *chunks, found = told(b"* 1 FETCH (UID 5 BODY[] " + string(data, quoted=False) + b")", [piece])
    assert isinstance(found, Fetch)
    section = found.sections["BODY[]"]
    joined = b"".join(chunk.data for chunk in chunks)  # type: ignore[union-attr]
    assert (section.data or joined, section.size, section.streamed) == (data, len(data), more > 0)
