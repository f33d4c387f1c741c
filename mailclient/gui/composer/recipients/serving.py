"""What the recipient fields ask of the engine."""

from collections.abc import Iterable, Sequence

from mailclient.bridge.commands import HideAddress
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.recipients.field import RecipientField
from mailclient.gui.contacts.adding import add_people
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.address import Address


def serve(fields: Iterable[RecipientField], link: EngineLink) -> None:
    """Never propose an address again; put people into the address book."""

    def hide(address: str) -> None:
        link.operate(HideAddress(fresh_operation_id(), address))

    def add(people: Sequence[Address]) -> None:
        add_people(link, people)

    for field in fields:
        field.hide_requested.connect(hide)
        field.contact_requested.connect(add)
