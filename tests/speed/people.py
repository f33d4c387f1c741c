"""Recipients and the address book at 50,000 contacts: CPU time of what must not be felt.

``QT_QPA_PLATFORM=offscreen python -m tests.speed.people``
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from mailclient.bridge.draft import DraftContent
from mailclient.engine.contacts.filing import filed
from mailclient.gui.composer.fields import Fields
from mailclient.gui.contacts.window import ContactsWindow
from mailclient.gui.theme import Scheme, theme
from mailclient.mail.contact import LOCAL_BOOK, Contact, ContactEntry
from mailclient.mime.vcard import write
from mailclient.profile import Profile
from mailclient.store import contacts
from mailclient.store.reader import Reader
from mailclient.store.transaction import Transaction
from tests.gui import sample_store
from tests.gui.scripted_link import ScriptedLink

CONTACTS, STEP = 50_000, 2_000
_NAMES = ("Minji Kim", "Jun Lee", "Ada Lovelace", "Priya Nair", "김민지", "이준", "Oskar Berg", "Sofia Rossi")


def fill(tx: Transaction, start: int) -> None:
    """The next contacts."""
    for number in range(start, start + STEP):
        name = f"{_NAMES[number % len(_NAMES)]} {number}"
        one = Contact(uid=f"u{number}", name=name, emails=(ContactEntry(f"p{number}@example{number % 99}.org"),))
        contacts.add(tx, LOCAL_BOOK, filed(write.new_card(one)), time.time())


def measure(what: str, act: Callable[[], object]) -> None:
    """Print the CPU milliseconds of one call."""
    started = time.process_time()
    act()
    print(f"{what:58} {1000 * (time.process_time() - started):8.1f} ms")


def main() -> None:
    """Fill a store and measure."""
    application = QApplication([])
    theme().choose(Scheme.LIGHT)
    with tempfile.TemporaryDirectory() as directory:
        profile = Profile(Path(directory))
        profile.create()
        sample = sample_store.make(profile.store, time.time())
        for start in range(0, CONTACTS, STEP):
            sample_store.change(sample.path, fill, start)
        reader = Reader(sample.path)
        fields = Fields(reader, reader.accounts())
        fields.show()
        fields.fill(DraftContent(), sample.account_id)
        fields.to.line.setFocus()
        application.processEvents()
        for word in ("m", "mi", "minji", "ㄱㅁ", "p4321"):
            measure(f"completion of {word!r}", lambda word=word: fields.to._propose(word))  # type: ignore[misc]
        fields.to.proposals.hide()
        QGuiApplication.clipboard().setText(", ".join(f"P {n} <q{n}@new{n % 200}.org>" for n in range(10_000)))
        measure("pasting 10,000 recipients", fields.to.paste)
        measure("text of 10,000 recipients", fields.to.text)
        measure("a key beside 10,000 recipients", lambda: fields.to.line.setText("a"))
        measure("unfolding 10,000 recipients", fields.to.unfold)
        measure("painting the field then", fields.to.viewport().repaint)
        made: list[ContactsWindow] = []
        measure("making the address book's window", lambda: made.append(ContactsWindow(reader, ScriptedLink(profile))))
        window = made[0]
        window.show()
        measure("showing it", application.processEvents)
        worst = 0.0
        while not window.people.complete:
            started = time.process_time()
            application.processEvents()
            worst = max(worst, time.process_time() - started)
        print(f"{'longest turn while all people come':58} {1000 * worst:8.1f} ms")
        for word in ("m", "mi", "minji", "김", "example"):
            measure(f"search of {word!r} in the window", lambda word=word: window.search.setText(word))  # type: ignore[misc]


if __name__ == "__main__":
    main()
