"""Problems in the user's words: for each kind one sentence that says what happened and one that says what to do."""

from collections.abc import Callable
from dataclasses import dataclass

from mailclient.language.catalogue import tr
from mailclient.language.connection_problems import CONNECTION_WORDS
from mailclient.language.contact_problems import CONTACT_WORDS
from mailclient.language.folder_problems import FOLDER_WORDS
from mailclient.language.login_problems import LOGIN_WORDS
from mailclient.language.openpgp_problems import OPENPGP_WORDS
from mailclient.language.pop3_problems import POP3_WORDS
from mailclient.language.secret_problems import SECRET_WORDS
from mailclient.language.set_up_problems import SET_UP_WORDS
from mailclient.language.special_problems import SPECIAL_WORDS
from mailclient.language.submission_problems import SUBMISSION_WORDS, too_large_for
from mailclient.mail.problem import Problem, ProblemKind

_Words = Callable[[str], tuple[str, str]]
"""From the subject of a problem (maybe "") to its sentence and next step."""


@dataclass(frozen=True, slots=True)
class ProblemText:
    """What to show: ``sentence`` and ``next_step`` at once, ``detail`` (the technical line, maybe "") on demand."""

    sentence: str
    next_step: str
    detail: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


def problem_text(problem: Problem) -> ProblemText:
    """The problem in the active language."""
    sentence, next_step = _WORDS[problem.kind](problem.subject)
    if problem.limit_bytes:
        sentence = too_large_for(problem.subject, problem.size_bytes, problem.limit_bytes)
    return ProblemText(sentence, next_step, problem.detail)


def _host_not_found(subject: str) -> tuple[str, str]:
    return (
        tr("No server named {subject} could be found.", subject=subject),
        tr("Check the spelling of the server name, and that you are online."),
    )


def _connection_refused(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} refused the connection.", subject=subject),
        tr("Check the port number and the security setting; the server may also be down for a while."),
    )


def _connection_lost(subject: str) -> tuple[str, str]:
    return (
        tr("The connection to {subject} was lost.", subject=subject),
        tr("Nothing is lost; it is tried again by itself."),
    )


def _timed_out(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} did not answer in time.", subject=subject),
        tr("Check your network; it is tried again by itself."),
    )


def _network_unreachable(subject: str) -> tuple[str, str]:
    return (
        tr("There is no network path to {subject}.", subject=subject),
        tr("Check that you are online. Everything already here can be read, and changes are sent later."),
    )


def _server_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server refused: {subject}.", subject=subject) if subject else tr("The server refused this."),
        tr("Nothing was changed. The server's own words are in the details."),
    )


def _server_busy(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} cannot take this right now.", subject=subject),
        tr("It is tried again by itself after a while."),
    )


def _server_search_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server did not search {subject}.", subject=subject)
        if subject
        else tr("The server did not search this account."),
        tr("What you see was found in the mail that is stored here. Try again later to find the rest."),
    )


def _server_nonsense(subject: str) -> tuple[str, str]:
    return (
        tr("{subject} sent an answer that makes no sense.", subject=subject),
        tr("The connection was closed to be safe and is tried again. If it stays so, tell the server's operator."),
    )


def _message_gone(_subject: str) -> tuple[str, str]:
    return tr("This message is no longer on the server."), tr("Another program may have deleted or moved it.")


def _upload_too_large(subject: str) -> tuple[str, str]:
    return (
        tr("The message is larger than the folder {subject} accepts.", subject=subject),
        tr("Nothing was sent. Remove or shrink attachments, or put it into a folder of another account."),
    )


def _too_late(_subject: str) -> tuple[str, str]:
    return tr("It is too late to take this back."), tr("It is done already and cannot be reversed.")


def _disk_full(_subject: str) -> tuple[str, str]:
    return (
        tr("The disk is full, so this could not be saved."),
        tr("Free some space and try again; nothing that was saved before is lost."),
    )


def _store_damaged(subject: str) -> tuple[str, str]:
    return (
        tr("The mail file {subject} is damaged.", subject=subject),
        tr("Move it away and start again: everything is fetched anew from the server. Keep it for unsent messages."),
    )


def _store_too_new(subject: str) -> tuple[str, str]:
    return (
        tr("The mail file {subject} was written by a newer version of this program.", subject=subject),
        tr("Update the program, or use another profile."),
    )


def _profile_in_use(subject: str) -> tuple[str, str]:
    return (
        tr("The profile {subject} is in use by another running mailclient.", subject=subject),
        tr("Use that one, or start with another profile."),
    )


def _unreadable_message(subject: str) -> tuple[str, str]:
    return (
        tr("The message {subject} cannot be read.", subject=subject) if subject else tr("The message cannot be read."),
        tr("Its source can still be looked at and saved."),
    )


def _account_exists(subject: str) -> tuple[str, str]:
    return (
        tr("There is already an account {subject}.", subject=subject),
        tr("Change that one, or remove it first."),
    )


def _account_unknown(subject: str) -> tuple[str, str]:
    return (
        tr("There is no account {subject}.", subject=subject) if subject else tr("There is no account yet."),
        tr("“mailclient account list” shows the accounts; “account add” adds one."),
    )


def _file_unreadable(subject: str) -> tuple[str, str]:
    return (
        tr("The file {subject} cannot be read.", subject=subject),
        tr("Check that it is still there and that you may open it."),
    )


def _file_changed(subject: str) -> tuple[str, str]:
    return (
        tr("The file {subject} has changed since it was attached.", subject=subject),
        tr("Attach it again to send it as it is now, or take it out of the message."),
    )


def _file_gone(subject: str) -> tuple[str, str]:
    return (
        tr("The file {subject} is no longer there.", subject=subject),
        tr("Put it back, attach it from where it is now, or take it out of the message."),
    )


def _file_unwritable(subject: str) -> tuple[str, str]:
    return (
        tr("The file {subject} cannot be written.", subject=subject),
        tr("Check that its folder is there, that you may write to it, and that the disk is not full."),
    )


def _engine_stopped(_subject: str) -> tuple[str, str]:
    return (
        tr("The mail engine stopped unexpectedly."),
        tr("What was saved is kept. Try again; if it goes on, look at engine.log in the profile."),
    )


def _internal(_subject: str) -> tuple[str, str]:
    return (
        tr("Something went wrong inside the program."),
        tr("Nothing is lost; try again. The details help when you report it."),
    )


_WORDS: dict[ProblemKind, _Words] = {
    **LOGIN_WORDS,
    **SPECIAL_WORDS,
    **CONTACT_WORDS,
    ProblemKind.HOST_NOT_FOUND: _host_not_found,
    ProblemKind.CONNECTION_REFUSED: _connection_refused,
    ProblemKind.CONNECTION_LOST: _connection_lost,
    ProblemKind.TIMED_OUT: _timed_out,
    ProblemKind.NETWORK_UNREACHABLE: _network_unreachable,
    ProblemKind.SERVER_REFUSED: _server_refused,
    ProblemKind.SERVER_BUSY: _server_busy,
    ProblemKind.SERVER_NONSENSE: _server_nonsense,
    ProblemKind.SERVER_SEARCH_REFUSED: _server_search_refused,
    ProblemKind.TOO_LATE: _too_late,
    ProblemKind.MESSAGE_GONE: _message_gone,
    **FOLDER_WORDS,
    **SUBMISSION_WORDS,
    **POP3_WORDS,
    **OPENPGP_WORDS,
    **CONNECTION_WORDS,
    **SET_UP_WORDS,
    ProblemKind.UPLOAD_TOO_LARGE: _upload_too_large,
    **SECRET_WORDS,
    ProblemKind.DISK_FULL: _disk_full,
    ProblemKind.STORE_DAMAGED: _store_damaged,
    ProblemKind.STORE_TOO_NEW: _store_too_new,
    ProblemKind.PROFILE_IN_USE: _profile_in_use,
    ProblemKind.UNREADABLE_MESSAGE: _unreadable_message,
    ProblemKind.ACCOUNT_EXISTS: _account_exists,
    ProblemKind.ACCOUNT_UNKNOWN: _account_unknown,
    ProblemKind.FILE_UNREADABLE: _file_unreadable,
    ProblemKind.FILE_CHANGED: _file_changed,
    ProblemKind.FILE_GONE: _file_gone,
    ProblemKind.FILE_UNWRITABLE: _file_unwritable,
    ProblemKind.ENGINE_STOPPED: _engine_stopped,
    ProblemKind.INTERNAL: _internal,
}
