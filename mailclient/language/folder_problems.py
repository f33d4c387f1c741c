"""Problems with folders in the user's words; part of ``problems.py``."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.problem import ProblemKind


def _numbering_unstable(subject: str) -> tuple[str, str]:
    return (
        tr("The server numbers the messages of the folder {subject} anew again and again.", subject=subject),
        tr("What is here can be read. The folder is looked at again later; tell the provider if it lasts."),
    )


def _not_permitted(subject: str) -> tuple[str, str]:
    return (
        tr("You may not do this in the folder {subject}.", subject=subject),
        tr("Ask whoever shares the folder with you for the right to change it."),
    )


def _folder_gone(subject: str) -> tuple[str, str]:
    return (
        tr("The folder {subject} is no longer on the server.", subject=subject),
        tr("Choose another folder; another program may have renamed or deleted it."),
    )


def _folder_missing(subject: str) -> tuple[str, str]:
    return (
        tr("There is no folder {subject}.", subject=subject),
        tr("Check its name in the folder list, or synchronise first."),
    )


def _folder_exists(subject: str) -> tuple[str, str]:
    return (
        tr("There is already a folder {subject}.", subject=subject),
        tr("Choose another name, or another place for it."),
    )


def _folder_name_unusable(subject: str) -> tuple[str, str]:
    return (
        tr("A folder cannot be called “{subject}”.", subject=subject),
        tr("Choose a name without the character that separates folders on this server, and not an empty one."),
    )


def _folder_cannot_hold(subject: str) -> tuple[str, str]:
    return (
        tr("On this server the folder {subject} cannot hold other folders.", subject=subject),
        tr("Choose another place for it."),
    )


def _folder_fixed(subject: str) -> tuple[str, str]:
    return (
        tr("The folder {subject} can be neither renamed nor deleted.", subject=subject),
        tr("Every account has it. Its messages can be moved to another folder."),
    )


def _expiry_impossible(subject: str) -> tuple[str, str]:
    return (
        tr("What is in the folder {subject} cannot be deleted by itself after that time.", subject=subject),
        tr("Choose Trash or Junk, and one day or more."),
    )


def _only_here(_subject: str) -> tuple[str, str]:
    return (
        tr("The mail of this account is on this computer; no server has it in folders too."),
        tr("All of it can be read and searched here, also without a network."),
    )


def _mail_only_here(subject: str) -> tuple[str, str]:
    return (
        tr("The mail of {subject} is only on this computer, and is deleted with the account.", subject=subject)
        if subject
        else tr("This mail is only on this computer, and is deleted with the account."),
        tr("Export it or move it to another account first, or remove the account with its mail."),
    )


def _other_server(subject: str) -> tuple[str, str]:
    return (
        tr("Messages cannot go straight from one server to {subject} on another.", subject=subject),
        tr("Move them to a folder on this computer first, and from there to the other server."),
    )


def _filter_unusable(subject: str) -> tuple[str, str]:
    return (
        tr("The filter “{subject}” cannot be used as it is.", subject=subject),
        tr("Look at its conditions and actions; the technical line says which."),
    )


def _quota_full(subject: str) -> tuple[str, str]:
    return (
        tr("Your mailbox on the server is full, so nothing can be put into {subject}.", subject=subject),
        tr("Delete mail there that you no longer need and empty the trash, then try this again. Nothing is lost."),
    )


def _keywords_refused(subject: str) -> tuple[str, str]:
    return (
        tr("The server keeps no such tags in the folder {subject}.", subject=subject),
        tr("Use stars or folders there; some servers allow only the tags that they know."),
    )


FOLDER_WORDS: dict[ProblemKind, Callable[[str], tuple[str, str]]] = {
    ProblemKind.NUMBERING_UNSTABLE: _numbering_unstable,
    ProblemKind.NOT_PERMITTED: _not_permitted,
    ProblemKind.FOLDER_GONE: _folder_gone,
    ProblemKind.FOLDER_MISSING: _folder_missing,
    ProblemKind.FOLDER_EXISTS: _folder_exists,
    ProblemKind.FOLDER_NAME_UNUSABLE: _folder_name_unusable,
    ProblemKind.FOLDER_CANNOT_HOLD: _folder_cannot_hold,
    ProblemKind.FOLDER_FIXED: _folder_fixed,
    ProblemKind.EXPIRY_IMPOSSIBLE: _expiry_impossible,
    ProblemKind.ONLY_HERE: _only_here,
    ProblemKind.MAIL_ONLY_HERE: _mail_only_here,
    ProblemKind.OTHER_SERVER: _other_server,
    ProblemKind.FILTER_UNUSABLE: _filter_unusable,
    ProblemKind.QUOTA_FULL: _quota_full,
    ProblemKind.KEYWORDS_REFUSED: _keywords_refused,
}
