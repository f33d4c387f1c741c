"""Problems with contacts and address books."""

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _contact_gone(_subject: str) -> tuple[str, str]:
    return (tr("This contact is not there any more."), tr("It was removed here or on another device."))


def _contact_empty(_subject: str) -> tuple[str, str]:
    return (tr("A contact needs a name, an address or a phone number."), tr("Enter at least one of them."))


def _card_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server does not take the contact {subject}.", subject=subject),
        tr("It is kept on this computer. Change what the server objects to; its words are in the details."),
    )


def _card_too_large(subject: str) -> tuple[str, str]:
    return (
        tr("The contact {subject} is larger than the server allows.", subject=subject),
        tr("Choose a smaller picture for it; until then it is kept on this computer."),
    )


def _no_cards(subject: str) -> tuple[str, str]:
    return (
        tr("There are no contacts in {subject}.", subject=subject),
        tr("Choose a vCard file (.vcf), or a table (.csv) whose first row names its columns."),
    )


def _book_gone(_subject: str) -> tuple[str, str]:
    return (tr("This address book is not there any more."), tr("Choose another address book."))


def _book_read_only(subject: str) -> tuple[str, str]:
    if not subject:
        return (tr("This address book can only be read."), tr("Put the contact into another address book."))
    return (
        tr("The address book “{subject}” can only be read.", subject=subject),
        tr("Put the contact into another address book."),
    )


def _book_full(subject: str) -> tuple[str, str]:
    return (
        tr("There is no more room in the address book on {subject}.", subject=subject),
        tr("Make room on the server; what was changed is kept on this computer and goes there then."),
    )


def _book_fixed(_subject: str) -> tuple[str, str]:
    return (tr("The address book of this computer cannot be removed."), tr("Remove its contacts instead."))


def _changes_wait(subject: str) -> tuple[str, str]:
    return (
        tr("Changes of the address book “{subject}” have not reached its server yet.", subject=subject),
        tr("Synchronise it first, or remove it together with these changes."),
    )


def _no_address_books(subject: str) -> tuple[str, str]:
    return (
        tr("No address book was found at {subject}.", subject=subject),
        tr("Ask the provider for the address of its CardDAV server and enter that."),
    )


def _books_elsewhere(subject: str) -> tuple[str, str]:
    return (
        tr("The address books are said to be at {subject}, which is another provider.", subject=subject),
        tr("This answer could have been forged: if {subject} is your provider, enter it yourself.", subject=subject),
    )


CONTACT_WORDS = {
    ProblemKind.CONTACT_GONE: _contact_gone,
    ProblemKind.CONTACT_EMPTY: _contact_empty,
    ProblemKind.CARD_REFUSED: _card_refused,
    ProblemKind.CARD_TOO_LARGE: _card_too_large,
    ProblemKind.NO_CARDS: _no_cards,
    ProblemKind.BOOK_GONE: _book_gone,
    ProblemKind.BOOK_READ_ONLY: _book_read_only,
    ProblemKind.BOOK_FULL: _book_full,
    ProblemKind.BOOK_FIXED: _book_fixed,
    ProblemKind.CHANGES_WAIT: _changes_wait,
    ProblemKind.NO_ADDRESS_BOOKS: _no_address_books,
    ProblemKind.BOOKS_ELSEWHERE: _books_elsewhere,
}
"""Their words, by kind."""
