"""Answers: only what was chosen or seen is quoted, pictures come as parts, whole messages byte for byte."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QLocale
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.bridge.compose_request import ComposeRequest
from mailclient.gui.composer.composers import Composers
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.redirect.redirect_dialog import RedirectDialog
from mailclient.mail.body import Attachment, Body
from mailclient.mail.ids import PartPath
from mailclient.mime.html.sanitise import sanitise
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.desk import Desk
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


def png() -> bytes:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xCC2233)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs have bytes, Qt takes str
    return bytes(buffer.data().data())


def test_only_the_selection_is_quoted(composers: Composers, sample: Sample) -> None:
    letter = letters.put(sample, Body("One\nTwo <b>\n> Three", None))
    composers.reply(letter, ReplyKind.REPLY, "Two <b>\n> Three")
    text = composers.windows[-1].editor.text()
    assert "> Two <b>" in text
    assert ">> Three" in text
    assert "One" not in text


@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.FORWARD])
def test_a_date_has_ordinary_spaces(composers: Composers, sample: Sample, kind: ReplyKind) -> None:
    """In American English a narrow one stands before "PM": all the text would be encoded for it."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        composers.reply(letters.put(sample, Body("One", None)), kind)
    finally:
        QLocale.setDefault(before)
    text = composers.windows[-1].editor.text()
    assert " AM" in text or " PM" in text
    assert "\u202f" not in text


def test_hidden_words_that_are_selected_along_are_not_quoted(composers: Composers, sample: Sample) -> None:
    html = sanitise('<p>One</p><p style="color:#fff">COVERT</p><p>Two</p>').html
    composers.reply(letters.put(sample, Body("One", html)), ReplyKind.REPLY, "One\n\nCOVERT\n\nTwo")
    text = composers.windows[-1].editor.text()
    assert "> One" in text
    assert "> Two" in text
    assert "COVERT" not in text
    assert "cannot be seen" in composers.windows[-1].bar.label.text()


@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.FORWARD, ReplyKind.EDIT_AS_NEW])
def test_pictures_that_were_seen_come_as_parts(composers: Composers, sample: Sample, kind: ReplyKind) -> None:
    html = '<p>Look: <img src="cid:pic@x"><img src="cid:hidden@x" style="display:none"></p>'
    shown = Attachment(PartPath("2"), "chart.png", "image/png", 100, "pic@x", inline=True)
    hidden = Attachment(PartPath("3"), "hidden.png", "image/png", 100, "hidden@x", inline=True)
    paper = Attachment(PartPath("4"), "paper.pdf", "application/pdf", 100)
    letter = letters.put(sample, Body("Look", sanitise(html).html, (shown, hidden, paper)))
    for path in ("2", "3", "4"):
        letters.arrive_part(sample, letter, path, png())
    composers.reply(letter, kind)
    content = composers.windows[-1].content()
    assert "cid:pic@x" in content.html
    assert "hidden@x" not in content.html
    names = [(one.filename, one.content_id) for one in content.files]
    assert ("chart.png", "pic@x") in names
    assert ("paper.pdf", "") in names or kind is ReplyKind.REPLY
    assert not any(name == "hidden.png" for name, _id in names)


def test_hidden_or_sealed_words_are_left_out_and_that_is_said(composers: Composers, sample: Sample) -> None:
    text = "Please answer\n-----BEGIN PGP MESSAGE-----\n\nhQGM\n-----END PGP MESSAGE-----\nThanks"
    composers.reply(letters.put(sample, Body(text)), ReplyKind.REPLY)
    composer = composers.windows[-1]
    assert "Please answer" in composer.editor.text()
    assert "hQGM" not in composer.editor.text()
    assert "encrypted" in composer.bar.label.text()


def test_whole_messages_go_along_byte_for_byte(composers: Composers, sample: Sample, link: ScriptedLink) -> None:
    data = b"From: a@b.org\r\nSubject: x\r\n\r\n\xff raw\r\n"
    letter = letters.put(sample, Body("x"), letters.envelope("A/B: plan"))
    composers.forward_attached([letter])
    command = link.last(commands.FetchWhole)
    assert isinstance(command, commands.FetchWhole)
    letters.arrive_whole(sample, letter, data)
    link.deliver(events.Finished(request_id=command.request_id))
    (file,) = composers.windows[-1].content().files
    assert (file.media_type, file.data) == ("message/rfc822", data)
    assert file.filename.endswith(".eml")
    assert "/" not in file.filename


def test_a_link_fills_in_and_attaches_nothing(composers: Composers) -> None:
    composer = composers.write(
        None, "mailto:a@b.org?bcc=spy@c.org&attach=/etc/passwd&body=%3Cimg%20src=x%3E&subject=S%0D%0AX: y"
    )
    assert composer is not None
    content = composer.content()
    assert content.files == ()
    assert content.bcc == "spy@c.org"
    assert composer.fields.bcc.isVisible()
    assert "Bcc" in composer.bar.label.text()
    assert "<img" in composer.editor.text()
    assert "\n" not in content.subject


def test_a_request_of_another_start(desk: Desk, tmp_path: object) -> None:
    desk.session.answering.compose(
        ComposeRequest(to="a@b.org", subject="Hi", body="> a\n<b>", files=(__file__, "/gone"))
    )
    (composer,) = desk.session.composers.windows
    content = composer.content()
    assert (content.to, content.subject) == ("a@b.org", "Hi")
    assert [one.filename for one in content.files] == ["test_answering.py"]
    assert "<b>" in composer.editor.text()
    composer.go()


def test_redirecting(qtbot: QtBot, composers: Composers, sample: Sample, link: ScriptedLink) -> None:
    reader = Reader(sample.path)
    message = reader.message(sample.inbox[0])
    composer = composers.write()
    assert message is not None
    assert composer is not None
    dialog = RedirectDialog(reader, link, message, hold_seconds=5, parent=composer)
    qtbot.addWidget(dialog)
    dialog.start()
    assert not any(isinstance(one, commands.RedirectMessage) for one in link.sent)
    dialog.to.set_text("jun@example.org")
    dialog.start()
    fetch = link.last(commands.FetchWhole)
    assert isinstance(fetch, commands.FetchWhole)
    link.deliver(events.Finished(request_id=fetch.request_id))
    command = link.last(commands.RedirectMessage)
    assert isinstance(command, commands.RedirectMessage)
    assert (command.to, command.hold_seconds) == ("jun@example.org", 5)
    with qtbot.waitSignal(dialog.passed_on):
        link.deliver(events.Acknowledged(command.operation_id))
