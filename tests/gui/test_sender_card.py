"""The sender's picture in the header of a message: never where something speaks against the sender."""

import time

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands, events
from mailclient.engine.contacts.filing import filed
from mailclient.gui.message_view.pane import MessagePane
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry
from mailclient.mail.verdict import Standing, Verdict
from mailclient.mime.vcard import write
from mailclient.store import contacts
from mailclient.store.reader import Reader
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink


def picture() -> bytes:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def sender_of(reader: Reader, sample: Sample) -> str:
    message = reader.message(sample.inbox[0])
    assert message is not None
    return message.envelope.from_[0].address


def is_red(pane: MessagePane) -> bool:
    colour = pane.header.avatar.grab().toImage().pixelColor(20, 20)
    return colour.red() > 200 and colour.green() < 60


def test_a_contacts_picture_is_shown_unless_in_doubt(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    reader = Reader(sample.path)
    sender = sender_of(reader, sample)
    known = Contact(uid="k", name="Known", emails=(ContactEntry(sender),), photo=picture())
    change(sample.path, lambda tx: contacts.add(tx, LOCAL_BOOK, filed(write.new_card(known)), time.time()))
    pane = MessagePane(reader, link)
    qtbot.addWidget(pane)
    pane.resize(700, 500)
    pane.show()
    pane.show_message(sample.inbox[0])
    assert is_red(pane)
    pane.origin.verdict = Verdict(standing=Standing.FAILED)
    link.deliver(events.ContactsChanged())
    assert not is_red(pane)


def test_a_sender_is_added_with_one_click(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> None:
    reader = Reader(sample.path)
    pane = MessagePane(reader, link)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_message(sample.inbox[0])
    QTest.mouseClick(pane.header.avatar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 20))
    menu = pane.header.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Add to contacts").trigger()
    menu.close()
    saved = link.last(commands.SaveContact)
    assert isinstance(saved, commands.SaveContact)
    assert saved.contact.main_address == sender_of(reader, sample)
