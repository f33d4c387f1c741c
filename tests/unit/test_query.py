"""What is typed into the search field → criteria, notes, and spans to colour."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mail.criteria import (
    Ago,
    All,
    AnyOf,
    Arrived,
    Criterion,
    DaysAgo,
    Field,
    Flagged,
    InFolder,
    Match,
    Not,
    OfAccount,
    Sized,
    Tagged,
    Text,
    WithAttachment,
)
from mailclient.mail.flag import Flag
from mailclient.mail.query import LENGTH_MAX, TERMS_MAX, Note, NoteKind, SpanKind, parse

A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("", None),
        (" ?! - ( ", None),
        ('""', None),
        ("a", A),
        ("a b", All((A, B))),
        ("a or b", AnyOf((A, B))),
        ("a OR b OR c", AnyOf((A, B, C))),
        ("a b or c", All((A, AnyOf((B, C))))),
        ("a and b or c", AnyOf((All((A, B)), C))),
        ("a -b", All((A, Not(B)))),
        ("not a b", All((Not(A), B))),
        ("-(a b)", Not(All((A, B)))),
        ("(a or b) c", All((AnyOf((A, B)), C))),
        ("a 또는 b", AnyOf((A, B))),
        ("((a", A),
        ("a)) b", All((A, B))),
        ("or a", A),
        ("a or", All((A, Text("or")))),
        ("not", Text("not")),
        ("a-b", Text("a-b")),
        ('"a b"', Text("a b", match=Match.WHOLE)),
        ('"a b', Text("a b")),
        ("“a b”", Text("a b", match=Match.WHOLE)),
        ("*a*", Text("a", match=Match.INSIDE)),
        ("from:a", Text("a", Field.FROM)),
        ("FROM: a", Text("a", Field.FROM)),
        ("보낸사람:a", Text("a", Field.FROM)),
        ('제목:"a b"', Text("a b", Field.SUBJECT, Match.WHOLE)),
        ("from:(a or b)", AnyOf((Text("a", Field.FROM), Text("b", Field.FROM)))),
        ("from: subject:a", Text("a", Field.SUBJECT)),
        ("from:", None),
        ("is:unread", Flagged(Flag.SEEN, is_set=False)),
        ("상태:안읽음", Flagged(Flag.SEEN, is_set=False)),
        ("is:starred", Flagged(Flag.FLAGGED)),
        ("has:attachment", WithAttachment()),
        ("tag:work", Tagged("work")),
        ("has:tag", Tagged()),
        ('in:"my folder"', InFolder("my folder")),
        ("계정:kim", OfAccount("kim")),
        ("larger:5M", Sized(above=5 * 1024**2)),
        ("smaller:1.5kb", Sized(below=1536)),
        ("after:7d", Arrived(since=Ago(7 * 86400))),
        ("before:2주", Arrived(until=Ago(14 * 86400))),
        ("after:2026-01-31", Arrived(since=dt.date(2026, 1, 31))),
        ("before:2026", Arrived(until=dt.date(2026, 1, 1))),
        ("on:2026-12", Arrived(dt.date(2026, 12, 1), dt.date(2027, 1, 1))),
        ("on:2026-02-28", Arrived(dt.date(2026, 2, 28), dt.date(2026, 3, 1))),
        ("on:어제", Arrived(DaysAgo(1), DaysAgo(0))),
        ("http://a.b/c", Text("http://a.b/c")),
        ("12:30", Text("12:30")),
    ],
)
def test_criteria(typed: str, root: Criterion | None) -> None:
    assert parse(typed).root == root
    assert parse(typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("foo:bar", Note(NoteKind.UNKNOWN_OPERATOR, "foo:bar")),
        ("is:green", Note(NoteKind.UNREADABLE_VALUE, "is:green")),
        ("larger:big", Note(NoteKind.UNREADABLE_VALUE, "larger:big")),
        ("on:2026-02-30", Note(NoteKind.UNREADABLE_VALUE, "on:2026-02-30")),
    ],
)
def test_what_looks_like_an_operator_is_words_with_a_note(typed: str, note: Note) -> None:
    assert parse(typed).root == Text(typed)
    assert parse(typed).notes == (note,)


def test_a_pasted_text_is_cut() -> None:
    query = parse("word " * 1000)
    assert isinstance(query.root, All)
    assert len(query.root.parts) == TERMS_MAX
    assert query.notes == (Note(NoteKind.CUT),)


def test_spans() -> None:
    typed = 'from:kim -(x or "y z") foo:bar'
    told = [(typed[span.start : span.end], span.kind) for span in parse(typed).spans]
    assert told == [
        ("from:", SpanKind.OPERATOR),
        ("kim", SpanKind.VALUE),
        ("-", SpanKind.CONNECTIVE),
        ("(", SpanKind.CONNECTIVE),
        ("x", SpanKind.WORD),
        ("or", SpanKind.CONNECTIVE),
        ('"y z"', SpanKind.PHRASE),
        (")", SpanKind.CONNECTIVE),
        ("foo:bar", SpanKind.UNKNOWN),
    ]


PIECES = st.lists(st.sampled_from(["a", " ", "(", ")", "-", "or ", "not ", "from:", "is:", '"', "회", "in:", "\0"]))


@given(st.text(max_size=LENGTH_MAX + 10) | PIECES.map("".join))
def test_nothing_typed_is_an_error(typed: str) -> None:
    query = parse(typed)
    ends = [0, *(span.end for span in query.spans)]
    assert all(start.start >= end for start, end in zip(query.spans, ends, strict=False))
    assert all(span.start < span.end <= len(typed) for span in query.spans)


@pytest.mark.parametrize("piece", ["(", "-", '"', "from:(", "a:", "not ", "-(", "a or "])
def test_repeated_without_end(piece: str) -> None:
    parse(piece * 100_000)
