"""A card → what is stored of it; and what is stored → the card with a change."""

from dataclasses import replace

from mailclient.mail.contact import CardVersion, Contact, ContactGroup
from mailclient.mime.vcard import read, write
from mailclient.mime.vcard.lines import Card, read_card
from mailclient.store.contacts import ContactLine, Filed


def filed(card: Card, *, data: bytes | None = None, uid: str = "") -> Filed:
    """What a card says. ``data``: its bytes, where they shall stay as they are; ``uid``: for a card without one."""
    stored = bytes(card) if data is None else data
    if read.is_group(card):
        group, members = read.group_from(card)
        return Filed(stored, replace(group, uid=group.uid or uid), members)
    contact = read.contact_from(card)
    return Filed(stored, replace(contact, uid=contact.uid or uid))


def with_contact(line: ContactLine | None, contact: Contact, version: CardVersion = CardVersion.V3) -> Filed:
    """The card of ``line`` as ``contact`` says, or a new one."""
    if line is None:
        return filed(write.new_card(contact, version))
    card = write.changed(read_card(line.card), replace(contact, uid=line.uid))
    return filed(card, uid=line.uid)


def with_group(
    line: ContactLine | None, group: ContactGroup, members: tuple[str, ...], version: CardVersion = CardVersion.V3
) -> Filed:
    """The card of ``line`` with this name and these members, or a new one."""
    if line is None:
        return filed(write.new_group(group, members, version))
    return filed(write.changed_group(read_card(line.card), replace(group, uid=line.uid), members), uid=line.uid)
