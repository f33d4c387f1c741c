"""What books, kinds of entries and fields are called. Pure."""

from datetime import date

from PySide6.QtCore import QDate, QLocale

from mailclient.language import tr
from mailclient.mail.contact import AddressBook, Contact, PostalAddress


def book_name(book: AddressBook) -> str:
    """The user's name for it; of the one that is always there our own."""
    return book.name or tr("On this computer")


def kinds() -> dict[str, str]:
    """What entries may be: the word in the card and ours."""
    return {"": tr("Other"), "home": tr("Home"), "work": tr("Work"), "mobile": tr("Mobile"), "fax": tr("Fax")}


def kind_name(kind: str) -> str:
    """Of a kind that a card says, which may be the user's own word; "" for none."""
    return kinds().get("mobile" if kind == "cell" else kind, kind) if kind else ""


def address_lines(place: PostalAddress) -> str:
    """A postal address, a line for each of its parts."""
    town = " ".join(part for part in (place.code, place.locality) if part)
    lines = (place.box, place.extended, place.street, town, place.region, place.country)
    return "\n".join(line for line in lines if line)


def day_text(day: str) -> str:
    """A birthday as people write it; what is no date as it is."""
    locale = QLocale()
    try:
        if day.startswith("--"):
            month, number = int(day[2:4]), int(day[-2:])
            return locale.toString(QDate(2000, month, number), tr("d MMM"))
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return locale.toString(QDate(found.year, found.month, found.day), QLocale.FormatType.LongFormat)


def subtitle(contact: Contact) -> str:
    """What somebody is, where: below the name."""
    return " · ".join(part for part in (contact.title or contact.role, contact.organisation, *contact.units) if part)
