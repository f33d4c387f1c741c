"""What recipients are doubted by, out of a store."""

import time
from pathlib import Path

import pytest

from mailclient.engine.contacts.filing import filed
from mailclient.mail.address import Address
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry
from mailclient.mail.delivery_report import Cause, DeliveryReport, Outcome, RecipientReport
from mailclient.mail.ids import MessageId
from mailclient.mail.special import Special
from mailclient.mime.vcard import write
from mailclient.store import addresses, contacts, special
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import sample_store
from tests.gui.sample_store import Sample, change

NOW = int(time.time())


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return sample_store.make(tmp_path / "mail.sqlite3", NOW - 600, second_account=False)


def bounce(tx: Transaction, message_id: MessageId, address: str, cause: Cause) -> None:
    report = DeliveryReport((RecipientReport(address, Outcome.FAILED, cause, is_permanent=True),))
    special.note_reports(tx, message_id, Special(report=report))


def write_to(tx: Transaction, address: str, at: int, times: int = 1) -> None:
    for _ in range(times):
        addresses.note_written(tx, [(Address("", address), at)])


def test_whom_one_writes_to(sample: Sample) -> None:
    change(sample.path, write_to, "kim@north.example", NOW, 4)
    change(sample.path, write_to, "lee@north.example", NOW, 2)
    change(sample.path, write_to, "kim@northern.example", NOW, 4)
    reader = Reader(sample.path)
    assert reader.acquaintance("KIM@north.example").written == 4
    assert reader.acquaintance("nobody@north.example").written == 0
    assert reader.often_written_to("north.example") == [("kim@north.example", 4)]


@pytest.mark.parametrize(("cause", "gone"), [(Cause.USER_UNKNOWN, True), (Cause.MAILBOX_FULL, False)])
def test_mail_that_came_back(sample: Sample, cause: Cause, gone: bool) -> None:
    newest = sample.inbox[0]
    change(sample.path, write_to, "kim@north.example", NOW - 90 * 86_400)
    change(sample.path, bounce, newest, "Kim@North.example", cause)
    reader = Reader(sample.path)
    assert reader.acquaintance("kim@north.example").bounced is gone
    change(sample.path, write_to, "kim@north.example", NOW + 5)
    assert not reader.acquaintance("kim@north.example").bounced


def test_an_older_address_of_a_contact(sample: Sample) -> None:
    kim = Contact(uid="kim", name="Kim Minji", emails=(ContactEntry("kim@new.example"),))
    change(sample.path, lambda tx: contacts.add(tx, LOCAL_BOOK, filed(write.new_card(kim)), NOW))
    change(sample.path, write_to, "kim@old.example", NOW - 1000)
    reader = Reader(sample.path)
    assert reader.newer_address("Kim Minji", "kim@old.example") == ""
    change(sample.path, write_to, "kim@new.example", NOW)
    assert reader.newer_address("kim minji", "kim@old.example") == "kim@new.example"
    assert reader.newer_address("Kim Minjae", "kim@old.example") == ""
