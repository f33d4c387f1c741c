"""The subject of a message in a line that always says something."""

from mailclient.language.catalogue import tr
from mailclient.mail.subject import base_subject

_STANDS_FOR = frozenset({"encrypted message", "p≡p", "pep"})
"""What other programs write in place of a subject that is encrypted (RFC 9788 has "[...]"); lower case."""


def subject_words(subject: str, *, encrypted: bool = False) -> str:
    """As it is, or that there is none, or that it is inside the encryption: what stands outside then says nothing."""
    if encrypted and _is_hidden(base_subject(subject).casefold()):
        return tr("Hidden subject")
    return subject or tr("(no subject)")


def _is_hidden(subject: str) -> bool:
    return subject in _STANDS_FOR or (bool(subject) and not subject.strip("[]().… "))
