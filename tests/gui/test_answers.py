"""Replies and forwards in composers."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.gui.composer.composers import Composers, ReplyKind
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import PartPath
from mailclient.mail.problem import Problem, ProblemKind
from tests.gui import letters
from tests.gui.composing import hand_over, part_text, sent
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


def test_reply_all(qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    letter = letters.put(sample, Body("Are you free?\n> before"))
    composers.reply(letter, ReplyKind.REPLY_ALL)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Kim Minji <minji@example.org>"
    assert composer.fields.cc.text() == "Jun Lee <jun@example.org>, Ada <ada@example.org>"
    assert composer.fields.subject.text() == "Re: A letter"
    assert composer.editor.textCursor().position() == 0
    QTest.keyClicks(composer.editor, "Yes")
    command = hand_over(qtbot, composer, link)
    message = command.message
    assert str(message["In-Reply-To"]) == "<letter@example.org>"
    assert str(message["References"]) == "<letter@example.org>"
    assert command.content.answered == letter
    lines = part_text(message, "plain").splitlines()
    assert lines[0] == "Yes"
    assert lines[2].startswith("Kim Minji wrote on")
    assert [line for line in lines if line.strip("> ") and line.startswith(">")] == ["> Are you free?", ">> before"]


def test_reply_goes_to_the_sender_alone(composers: Composers, sample: Sample) -> None:
    composers.reply(letters.put(sample, Body("x")), ReplyKind.REPLY)
    (composer,) = composers.windows
    assert composer.fields.to.text() == "Kim Minji <minji@example.org>"
    assert composer.fields.cc.text() == ""
    assert {"kim", "minji"} <= composer.editor.spelling._names  # a right name in the text


def test_untouched_reply_closes_without_a_word(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    composers.reply(letters.put(sample, Body("x")), ReplyKind.REPLY)
    composers.windows[0].close()
    assert composers.windows == []
    assert link.sent == []


def test_forward_takes_the_attachments_along(
    qtbot: QtBot, composers: Composers, link: ScriptedLink, sample: Sample
) -> None:
    here = Attachment(PartPath("2"), "here.bin", "application/octet-stream", 3)
    there = Attachment(PartPath("3"), "there.bin", "application/octet-stream", 3)
    letter = letters.put(sample, Body("x", "<p>an <b>html</b> text</p>", (here, there)), parts={"2": b"\0\1\2"})
    composers.reply(letter, ReplyKind.FORWARD)
    (composer,) = composers.windows
    QTest.keyClicks(composer.fields.to.line, "ada@example.org,")
    composer.send()
    assert "being fetched" in composer.bar.label.text()
    assert sent(link, commands.FetchPart) == [commands.FetchPart(letter, PartPath("3"))]
    letters.arrive_part(sample, letter, "3", b"\3\4\5")
    link.deliver(events.PartStored(letter, PartPath("3")))
    command = hand_over(qtbot, composer, link)
    message = command.message
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert files == {"here.bin": b"\0\1\2", "there.bin": b"\3\4\5"}
    assert command.content.forwarded == letter
    assert str(message["Subject"]) == "Fwd: A letter"
    assert "<b>html</b>" in part_text(message, "html")


def test_reply_waits_for_a_body_that_is_not_here(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    letter = letters.put(sample, None)
    composers.reply(letter, ReplyKind.REPLY)
    assert composers.windows == []
    assert link.sent == [commands.FetchBody(letter)]
    letters.arrive(sample, letter, Body("now"))
    link.deliver(events.BodyStored(letter))
    assert "> now" in composers.windows[0].editor.text()


def test_body_that_cannot_be_had_is_told(composers: Composers, link: ScriptedLink, sample: Sample) -> None:
    told: list[Problem] = []
    composers.failed.connect(told.append)
    letter = letters.put(sample, None)
    composers.reply(letter, ReplyKind.REPLY)
    link.deliver(events.BodyFailed(letter, Problem(ProblemKind.MESSAGE_GONE)))
    assert [problem.kind for problem in told] == [ProblemKind.MESSAGE_GONE]


def test_mailto_fills_only_harmless_fields(composers: Composers) -> None:
    url = "mailto:jun@example.org?subject=Hi%20there&cc=ada@example.org&body=one%0D%0Atwo&attach=/etc/passwd&from=x@y.z"
    composer = composers.write(mailto=url)
    assert composer is not None
    assert composer.fields.to.text() == "jun@example.org"
    assert composer.fields.cc.text() == "ada@example.org"
    assert composer.fields.subject.text() == "Hi there"
    assert composer.editor.text() == "one\ntwo"
    assert composer.files.files() == ()
    assert composer.fields.from_.text() == "Alice Kim <alice@work.example>"
