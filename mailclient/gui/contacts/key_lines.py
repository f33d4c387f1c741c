"""Whether a person's mail can be encrypted and checked: a line on the card for each key that is here."""

import time
from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from mailclient.bridge import commands, events
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.contacts.card_view import CardView
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.contact import Contact
from mailclient.store.reader import Reader

_ASKED = 4
"""Addresses of one person."""


class KeyLines(QObject):
    """Sends ``ListKeys`` and ``ListCertificates`` for a person's addresses once the card is shown."""

    def __init__(self, reader: Reader, link: EngineLink, card: CardView) -> None:
        super().__init__(card)
        self._reader, self._link, self._card = reader, link, card
        card.shown.connect(self._ask)

    def _ask(self, contact: Contact) -> None:
        for entry in contact.emails[:_ASKED]:
            take = partial(self._take, contact)
            self._link.request(commands.ListKeys(fresh_request_id(), entry.value), take)
            self._link.request(commands.ListCertificates(fresh_request_id(), entry.value), take)

    def _take(self, contact: Contact, event: events.Finished | events.Failed) -> None:
        """Without keys, or without GnuPG, nothing is said: the card is about the person."""
        if not isValid(self) or not isinstance(event, events.Finished) or self._card.contact is not contact:
            return
        if not (event.keys or event.certificates):
            return
        from mailclient.gui.keys.holding import Holding
        from mailclient.gui.keys.words import standing

        for holding in (*map(Holding, event.keys), *map(Holding, event.certificates)):
            words = standing(holding, time.time()).words
            self._card.add_line(holding.kind, words, partial(self._open, holding.fingerprint))

    def _open(self, fingerprint: str) -> None:
        from mailclient.gui.keys.opening import open_keys

        open_keys(self._reader, self._link, self._card, fingerprint=fingerprint)
