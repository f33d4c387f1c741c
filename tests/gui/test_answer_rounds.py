"""A message answered back and forth: the quote grows by its marks alone, whoever wrote it first."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from mailclient.bridge.draft import DraftContent
from mailclient.engine.composing.message import message_of
from mailclient.engine.composing.stamp import Stamp
from mailclient.gui.composer.answer import answer_to
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.mail.account import NO_SERVER, AccountSettings
from mailclient.mime.display import message_body
from mailclient.mime.flowed import unflow
from mailclient.mime.plain_alternative import plain_alternative
from mailclient.mime.reader import read
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage
from tests.gui import letters
from tests.gui.composing import part_text
from tests.gui.sample_store import Sample
from tests.round_trip import neomutt
from tests.round_trip.letters import letters as written

CORPUS = Path(__file__).parents[3] / "shared/corpus"
SHARE = 40
"""One in so many of the samples is looked at."""
ALICE, BOB = ("alice@mail.test", "Alice"), ("bob@mail.test", "Bob")

FROM_MUTT = f"""mutt answers

On Fri, Nov 20, 2026 at 09:01:03AM +0000, Alice Example wrote:
>Item            Sold  Price
>사과 (apples)  1,200   9.50
> - deeper
>    return 1
>
>>>deep
>>>
>>
>back
>
>--{" "}
>Alice
>
"""


@pytest.fixture
def some_row(sample: Sample) -> StoredMessage:
    """A message of which only the row's id counts."""
    message = Reader(sample.path).message(letters.put(sample, None))
    assert message
    return message


def built(draft: DraftContent, who: tuple[str, str], number: int) -> bytes:
    settings = AccountSettings(*who, NO_SERVER, NO_SERVER)
    stamp = Stamp(datetime(2026, 11, 20, 9, number, tzinfo=UTC), f"round{number}@mail.test")
    return b"".join(message_of(draft, settings, stamp).pieces)


def answered(qtbot: QtBot, row: StoredMessage, data: bytes, who: tuple[str, str], number: int, *, plain: bool) -> bytes:
    """What is sent when one answers with the composer's text."""
    parsed = read(data)
    message = replace(row, envelope=parsed.envelope)
    draft = answer_to(message, message_body(parsed), ReplyKind.REPLY, from_=who[0], own=[who[0]], zone=UTC).draft
    editor = BodyEditor()
    qtbot.addWidget(editor)
    editor.fill_html(draft.html)
    editor.set_plain(plain)
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    editor.insertPlainText(f"answer {number}")
    texts = {"html": "", "text": editor.text()} if plain else {"html": editor.html()}
    return built(msgspec.structs.replace(draft, to="someone@mail.test", **texts), who, number)


def message_from(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(data: bytes) -> str:
    """The plain part, a line for each paragraph."""
    return unflow(part_text(message_from(data), "plain")).rstrip("\n")


def quote_in(text: str) -> list[str]:
    """The quoted lines without a quote mark, from the first one to the end: nothing else may be there."""
    lines = text.split("\n")
    below = lines[next(number for number, line in enumerate(lines) if line.startswith(">")) :]
    assert all(line.startswith(">") for line in below), "a line of the quote has no mark"
    return [line.removeprefix(">").removeprefix(" ") for line in below]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("name", ["rich", "korean", "plain"])
def test_each_round_adds_one_mark(qtbot: QtBot, some_row: StoredMessage, name: str, *, plain: bool) -> None:
    draft = msgspec.structs.replace(written()[name], to="bob@mail.test", files=())
    data = built(draft, ALICE, 0)
    rounds = []
    for number in range(1, 5):
        data = answered(qtbot, some_row, data, (BOB, ALICE)[number % 2 - 1], number, plain=plain)
        rounds.append(text_of(data))
    for before, after in pairwise(rounds[1:]):
        assert without_space(quote_in(after)) == without_space(before.split("\n"))
        assert quote_in(after).count(">") == before.count("\n\n")
    message = message_from(data)
    assert str(message["Subject"]).count("Re: ") == 1
    assert str(message["References"]).split() == [f"<round{number}@mail.test>" for number in range(4)]
    assert message["In-Reply-To"] == "<round3@mail.test>"
    html = message.get_body(("html",))
    if html is not None:
        assert html.get_content().count("<blockquote") == 4 + {"rich": 2, "korean": 1, "plain": 2}[name]


def without_space(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip("> ")]


def test_what_mutt_quotes_stays_in_its_columns(qtbot: QtBot, some_row: StoredMessage) -> None:
    data = answered(
        qtbot, some_row, built(DraftContent(to="a@b.example", text=FROM_MUTT), BOB, 0), ALICE, 1, plain=False
    )
    assert quote_in(text_of(data)) == [
        "mutt answers", "", "On Fri, Nov 20, 2026 at 09:01:03AM +0000, Alice Example wrote:", "",
        "> Item            Sold  Price", "> 사과 (apples)  1,200   9.50", "> - deeper", ">    return 1", ">",
        ">>> deep", ">", "> back", ">", "> --", "> Alice",
    ]  # fmt: skip


@pytest.mark.skipif(neomutt.MISSING, reason="neomutt and tmux are not installed")
def test_neomutt_and_we_answer_each_other(qtbot: QtBot, some_row: StoredMessage, tmp_path: Path) -> None:
    draft = msgspec.structs.replace(written()["rich"], to="bob@mail.test", files=())
    data = built(draft, ALICE, 0)
    ids = ["<round0@mail.test>"]
    for number in (1, 3):
        data = neomutt.answer(data, f"mutt {number}", tmp_path / str(number))
        ids.append(str(message_from(data)["Message-ID"]))
        data = answered(qtbot, some_row, data, ALICE, number + 1, plain=False)
        ids.append(f"<round{number + 1}@mail.test>")
    text, message = text_of(data), message_from(data)
    assert str(message["References"]).split() == ids[:-1]
    assert str(message["Subject"]).count("Re: ") == 1
    quote = quote_in(text)
    assert quote[:2] == ["mutt 3", ""]
    assert any(line.startswith("> Bob wrote on ") for line in quote)
    assert ">>> 사과 (apples)  1,200   9.50" in quote
    assert (
        ">>>> Could you send the figures? I need them for the meeting, which is on Monday in the large room at the end."
        in quote
    )
    assert not re.search(r"\n(>+)\n\1\n", text), "blank lines grow"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the outside samples are not here")
def test_messages_of_others_are_quoted_whole_twice(qtbot: QtBot, some_row: StoredMessage) -> None:
    files = sorted(one for one in CORPUS.rglob("*") if one.suffix in (".eml", ".mbox", ".raw", ".msg"))
    looked_at = 0
    for file in files[::SHARE]:
        data = file.read_bytes() if file.stat().st_size < 100_000 else b""
        first = read(data)
        if not first.envelope.from_ or not message_body(first).text.strip():
            continue
        once = answered(qtbot, some_row, data, BOB, 1, plain=False)
        if "\n>" not in text_of(once):
            continue
        twice = answered(qtbot, some_row, once, ALICE, 2, plain=False)
        assert words_of(quote_in(text_of(twice))) == words_of(text_of(once).split("\n")), file.name
        assert not re.search(r"<[^>]*\s(?:id|class)=", part_text(message_from(once), "html")), file.name
        looked_at += 1
    assert looked_at > 10


def words_of(lines: list[str]) -> str:
    return re.sub(r"[>\s\u00ad\u034f\u200b-\u200f\u2060\ufeff]+", "", "".join(lines))


def test_a_forward_says_what_it_is(some_row: StoredMessage) -> None:
    parsed = read(built(DraftContent(to="a@b.example", subject="Plan", text="the plan"), BOB, 0))
    message = replace(some_row, envelope=parsed.envelope)
    body = message_body(parsed)
    html = answer_to(message, body, ReplyKind.FORWARD, from_=ALICE[0], own=[ALICE[0]], zone=UTC).draft.html
    lines = plain_alternative(html).split("\n")
    assert lines[:2] == ["---------- Forwarded message ----------", "From: Bob <bob@mail.test>"]
    assert lines[-2:] == ["", "> the plan"]
