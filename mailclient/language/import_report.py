"""What an import tells, one sentence for each note: what was not taken over, and what is to be done about it."""

from mailclient.language.catalogue import tr
from mailclient.mail.import_report import ImportNote, NoteKind


def note_sentence(note: ImportNote) -> str:
    """In the user's words; ``note.detail`` is the technical line and not in it."""
    return _of_account(note) or _of_signature_or_server(note) or _of_filter_or_tag(note) or _of_other_things(note)


def _of_account(note: ImportNote) -> str:
    match note.kind:
        case NoteKind.PASSWORDS_STAY:
            return tr("Passwords were not read. Each account asks for its password when it connects for the first time.")
        case NoteKind.SIGN_IN_AGAIN:
            return tr("{subject} signs in with the browser: sign in once more here.", subject=note.subject)
        case NoteKind.ACCOUNT_IS_HERE:
            return tr("{subject} is here already and was left as it is.", subject=note.subject)
        case NoteKind.ACCOUNT_KIND_UNKNOWN:
            return tr("The account {subject} is neither IMAP nor POP3 and cannot be used here.", subject=note.subject)
        case NoteKind.ACCOUNT_INCOMPLETE:
            return tr("The account {subject} has no usable address or server; add it by hand.", subject=note.subject)
        case NoteKind.LOCAL_MAIL:
            return tr("Mail in “{subject}” is not copied; export it there and import the files here.", subject=note.subject)
        case _:
            return ""


def _of_signature_or_server(note: ImportNote) -> str:
    match note.kind:
        case NoteKind.LOGIN_UNKNOWN:
            return tr("The way of logging in at {subject} is not known here: a password is used.", subject=note.subject)
        case NoteKind.SECURITY_RAISED:
            return tr(
                "The connection to {subject} was not, or not always, protected; here it must be (STARTTLS).",
                subject=note.subject,
            )
        case NoteKind.NOT_PROTECTED:
            return tr("The connection to {subject} is not protected, as it is on this computer.", subject=note.subject)
        case NoteKind.SMTP_MISSING:
            return tr("{subject} has no server for sending; one was guessed: look at it.", subject=note.subject)
        case NoteKind.SMTP_OF_IDENTITY:
            return tr("{subject} sends through the server of its account, not through its own.", subject=note.subject)
        case NoteKind.SIGNATURE_UNREADABLE:
            return tr("The signature of {subject} could not be read from its file; write it anew.", subject=note.subject)
        case NoteKind.SIGNATURE_IMAGE:
            return tr("The signature of {subject} is a picture and was not taken over.", subject=note.subject)
        case _:
            return ""


def _of_filter_or_tag(note: ImportNote) -> str:
    match note.kind:
        case NoteKind.FILTER_CHANGED:
            return tr("A part of the filter “{subject}” is not known here, so it is switched off.", subject=note.subject)
        case NoteKind.FILTER_SKIPPED:
            return tr("The filter “{subject}” was not taken over.", subject=note.subject)
        case NoteKind.FILTERS_UNREADABLE:
            return tr("The filters of {subject} could not be read.", subject=note.subject)
        case NoteKind.TAG_COLOUR:
            return tr("The colour of the tag “{subject}” is chosen anew here.", subject=note.subject)
        case NoteKind.TAG_NAME:
            return tr("The tag “{subject}” has another name here.", subject=note.subject)
        case _:
            return ""


def _of_other_things(note: ImportNote) -> str:
    match note.kind:
        case NoteKind.ADDRESS_BOOK_OLD:
            return tr("The address book {subject} is of an old version; open it once with a newer one.", subject=note.subject)
        case NoteKind.ADDRESS_BOOK_UNREADABLE:
            return tr("The address book {subject} could not be read.", subject=note.subject)
        case NoteKind.ADDRESS_BOOK_REMOTE:
            return tr("The address book {subject} is kept on a server; only what is here of it comes.", subject=note.subject)
        case _:
            return tr("{subject} is too long; what is at its end was not read.", subject=note.subject)
