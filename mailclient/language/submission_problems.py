"""Problems with sending in the user's words; part of ``problems.py``."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.language.size import size_text
from mailclient.mail.problem import ProblemKind


def _recipients_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server accepts mail for none of these recipients: {subject}.", subject=subject),
        tr("Check the addresses; the message is kept in the outbox."),
    )


def _message_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server {subject} refused to take the message.", subject=subject),
        tr("It is kept in the outbox; the server's reason is in the details."),
    )


def _message_too_large(subject: str) -> tuple[str, str]:
    return (
        tr("The message is larger than {subject} accepts.", subject=subject),
        tr("Remove or shrink attachments and send it again; it is kept in the outbox."),
    )


def too_large_for(subject: str, size_bytes: int, limit_bytes: int) -> str:
    """The sentence of MESSAGE_TOO_LARGE where the limit is known."""
    size, limit = size_text(size_bytes), size_text(limit_bytes)
    return tr(
        "{subject} takes messages of up to {limit}; this one has {size}.", subject=subject, limit=limit, size=size
    )


def _protection_missing(_subject: str) -> tuple[str, str]:
    return (
        tr("The message is to be signed or encrypted, which cannot be done here."),
        tr("It was not sent. Take that wish off to send it so that everyone on the way can read it."),
    )


def _own_key_missing(subject: str) -> tuple[str, str]:
    return (
        tr(
            "There is no key of your own for {subject}, so it cannot be signed, nor read again in Sent.",
            subject=subject,
        )
        if subject
        else tr("There is no key of your own, so it cannot be signed, nor read again in Sent."),
        tr("It was not sent. Make or import a key in the settings, under Security."),
    )


def _recipient_key_missing(subject: str) -> tuple[str, str]:
    return (
        tr("There is no key that can be used for {subject}.", subject=subject),
        tr("It was not sent. Look the key up, ask for it, or send this person a message of its own."),
    )


def _split_needed(_subject: str) -> tuple[str, str]:
    return (
        tr("Some recipients can only read OpenPGP, others only S/MIME."),
        tr("It was not sent. Let it go as two messages, or write to them separately."),
    )


def _quoted_in_clear(_subject: str) -> tuple[str, str]:
    return (
        tr("This message quotes text that came to you encrypted, and would go out so that everyone can read it."),
        tr("It was not sent. Encrypt it, or take the quoted text out."),
    )


def _encrypted_for_others(subject: str) -> tuple[str, str]:
    return (
        tr("The message is encrypted, and {subject} could not read it.", subject=subject),
        tr("Take it back and write to this address anew, so that it is encrypted for it, too."),
    )


def _only_encrypted(_subject: str) -> tuple[str, str]:
    return (
        tr("This message is here in encrypted form only, so it cannot be opened to be changed."),
        tr("Let it go as it is, or stop sending it and write it anew."),
    )


def _draft_gone(_subject: str) -> tuple[str, str]:
    return tr("This draft is not here any more."), tr("It may have been sent or thrown away; look into the list.")


def _draft_unreadable(_subject: str) -> tuple[str, str]:
    return (
        tr("This draft is kept sealed, and its key is not the one in your keyring."),
        tr("Bring back the keyring (or the vault) that this computer had when it was written; it stays as it is."),
    )


def _message_needs_8bit(subject: str) -> tuple[str, str]:
    return (
        tr("The message has text in 8 bits, which {subject} does not take.", subject=subject),
        tr("It would arrive damaged, so it was not sent. Write it anew here, or attach it inside an archive."),
    )


def _address_needs_utf8(subject: str) -> tuple[str, str]:
    return (
        tr("Your server cannot write to addresses with letters beyond ASCII before the @: {subject}.", subject=subject),
        tr("Ask for another address of this recipient, or send it through another account."),
    )


def _requiretls_missing(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} cannot promise encryption on the whole way, so nothing was sent.", subject=subject),
        tr("Send it without this wish, through another account, or encrypt the message itself."),
    )


def _reports_missing(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} offers no delivery reports, so nothing was sent.", subject=subject),
        tr("Send it again without asking for them."),
    )


def _smtp_login_disabled(subject: str) -> tuple[str, str]:
    return (
        tr("Sending by mail programs is switched off for this account on {subject}.", subject=subject),
        tr("Ask the administrator to switch on “authenticated SMTP” for your mailbox; the password is not the reason."),
    )


def _mailbox_full(subject: str) -> tuple[str, str]:
    return (
        tr("The mailbox of {subject} is full.", subject=subject)
        if "@" in subject
        else tr("{subject} says that a mailbox is full.", subject=subject),
        tr("Tell the recipient in another way; the message is kept in the outbox and can be sent again later."),
    )


def _asked_to_wait(subject: str) -> tuple[str, str]:
    return (
        tr("The server asks to wait with mail for {subject}.", subject=subject)
        if "@" in subject
        else tr("{subject} asks to wait with this message.", subject=subject),
        tr("This is usual between strangers. It is sent again by itself; there is nothing to do."),
    )


def _refused_by_policy(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} refused the message because of its rules (taken for spam, or not allowed).", subject=subject),
        tr("Read the server's reason in the details, change the message or ask the provider; it is in the outbox."),
    )


def _sender_not_allowed(subject: str) -> tuple[str, str]:
    return (
        tr("You may not send as {subject} through this server.", subject=subject)
        if "@" in subject
        else tr("{subject} does not let you send with this From address.", subject=subject),
        tr("Choose the From address that belongs to the account, or have this one added at the provider."),
    )


def _too_many_messages(subject: str) -> tuple[str, str]:
    return (
        tr("You have sent as much as {subject} allows for now.", subject=subject),
        tr("The rest waits in the outbox and is sent by itself, more slowly."),
    )


def _not_a_mail_server(subject: str) -> tuple[str, str]:
    return (
        tr("What answers at {subject} is no server for sending mail.", subject=subject),
        tr("If this network wants you to sign in, open a web page first; else check server name, port and security."),
    )


def _send_in_doubt(subject: str) -> tuple[str, str]:
    return (
        tr("The connection broke while “{subject}” was being sent; it may or may not have arrived.", subject=subject),
        tr("It was not found in Sent and is not sent again by itself. Ask a recipient, then choose to send it again."),
    )


SUBMISSION_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.RECIPIENTS_REFUSED: _recipients_refused,
    ProblemKind.MESSAGE_REFUSED: _message_refused,
    ProblemKind.MESSAGE_TOO_LARGE: _message_too_large,
    ProblemKind.PROTECTION_MISSING: _protection_missing,
    ProblemKind.OWN_KEY_MISSING: _own_key_missing,
    ProblemKind.RECIPIENT_KEY_MISSING: _recipient_key_missing,
    ProblemKind.SPLIT_NEEDED: _split_needed,
    ProblemKind.QUOTED_IN_CLEAR: _quoted_in_clear,
    ProblemKind.ENCRYPTED_FOR_OTHERS: _encrypted_for_others,
    ProblemKind.ONLY_ENCRYPTED: _only_encrypted,
    ProblemKind.DRAFT_GONE: _draft_gone,
    ProblemKind.DRAFT_UNREADABLE: _draft_unreadable,
    ProblemKind.MESSAGE_NEEDS_8BIT: _message_needs_8bit,
    ProblemKind.ADDRESS_NEEDS_UTF8: _address_needs_utf8,
    ProblemKind.REQUIRETLS_MISSING: _requiretls_missing,
    ProblemKind.REPORTS_MISSING: _reports_missing,
    ProblemKind.SMTP_LOGIN_DISABLED: _smtp_login_disabled,
    ProblemKind.MAILBOX_FULL: _mailbox_full,
    ProblemKind.ASKED_TO_WAIT: _asked_to_wait,
    ProblemKind.REFUSED_BY_POLICY: _refused_by_policy,
    ProblemKind.SENDER_NOT_ALLOWED: _sender_not_allowed,
    ProblemKind.TOO_MANY_MESSAGES: _too_many_messages,
    ProblemKind.NOT_A_MAIL_SERVER: _not_a_mail_server,
    ProblemKind.SEND_IN_DOUBT: _send_in_doubt,
}
