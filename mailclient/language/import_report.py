"""What an import tells, one sentence for each note: what was not taken over, and what is to be done about it."""

from mailclient.language.catalogue import tr
from mailclient.mail.import_report import ImportNote, NoteKind


def note_sentence(note: ImportNote) -> str:
    """In the user's words; ``note.detail`` is the technical line and not in it."""
    kind, subject = note.kind, note.subject
    said = _of_account(kind, subject) or _of_server_or_signature(kind, subject) or _of_filter_or_tag(kind, subject)
    return said or _of_other_things(kind, subject)


def _of_account(kind: NoteKind, subject: str) -> str:
    match kind:
        case NoteKind.PASSWORDS_STAY:
            return tr(
                "Passwords were not read. Each account asks for its password when it connects for the first time."
            )
        case NoteKind.SIGN_IN_AGAIN:
            return tr("{subject} signs in with the browser: sign in once more here.", subject=subject)
        case NoteKind.ACCOUNT_IS_HERE:
            return tr("{subject} is here already and was left as it is.", subject=subject)
        case NoteKind.ACCOUNT_KIND_UNKNOWN:
            return tr("The account {subject} is neither IMAP nor POP3 and cannot be used here.", subject=subject)
        case NoteKind.ACCOUNT_INCOMPLETE:
            return tr("The account {subject} has no usable address or server; add it by hand.", subject=subject)
        case NoteKind.LOCAL_MAIL:
            return tr("Mail in “{subject}” is not copied; export it there and import the files here.", subject=subject)
        case _:
            return ""


def _of_server_or_signature(kind: NoteKind, subject: str) -> str:
    match kind:
        case NoteKind.LOGIN_UNKNOWN:
            return tr("The way of logging in at {subject} is not known here: a password is used.", subject=subject)
        case NoteKind.SECURITY_RAISED:
            return tr(
                "The connection to {subject} was not, or not always, protected; here it must be (STARTTLS).",
                subject=subject,
            )
        case NoteKind.NOT_PROTECTED:
            return tr("The connection to {subject} is not protected, as it is on this computer.", subject=subject)
        case NoteKind.SMTP_MISSING:
            return tr("{subject} has no server for sending; one was guessed: look at it.", subject=subject)
        case NoteKind.SMTP_OF_IDENTITY:
            return tr("{subject} sends through the server of its account, not through its own.", subject=subject)
        case NoteKind.BLIND_COPIES:
            return tr(
                "A blind copy of all that you write goes to {subject}, as it did there: look whether you want that.",
                subject=subject,
            )
        case NoteKind.SIGNATURE_UNREADABLE:
            return tr("The signature of {subject} could not be read from its file; write it anew.", subject=subject)
        case NoteKind.SIGNATURE_IMAGE:
            return tr("The signature of {subject} is a picture and was not taken over.", subject=subject)
        case _:
            return ""


def _of_filter_or_tag(kind: NoteKind, subject: str) -> str:
    match kind:
        case NoteKind.FILTER_CHANGED:
            return tr("A part of the filter “{subject}” is not known here, so it is switched off.", subject=subject)
        case NoteKind.FILTER_SKIPPED:
            return tr("The filter “{subject}” was not taken over.", subject=subject)
        case NoteKind.FILTERS_UNREADABLE:
            return tr("The filters of {subject} could not be read.", subject=subject)
        case NoteKind.TAG_COLOUR:
            return tr("The colour of the tag “{subject}” is chosen anew here.", subject=subject)
        case NoteKind.TAG_NAME:
            return tr("The tag “{subject}” has another name here.", subject=subject)
        case _:
            return ""


def _of_other_things(kind: NoteKind, subject: str) -> str:
    match kind:
        case NoteKind.ADDRESS_BOOK_OLD:
            return tr(
                "The address book {subject} is of an old version; open it once with a newer one.", subject=subject
            )
        case NoteKind.ADDRESS_BOOK_UNREADABLE:
            return tr("The address book {subject} could not be read.", subject=subject)
        case NoteKind.ADDRESS_BOOK_REMOTE:
            return tr("The address book {subject} is kept on a server; only what is here of it comes.", subject=subject)
        case _:
            return tr("{subject} is too long; what is at its end was not read.", subject=subject)
