"""What can be done when the engine could not sign or encrypt: the next step beside the words. Nothing is lost."""

from collections.abc import Callable
from functools import partial

from mailclient.gui.composer.before_sending.concern import Mend, Remedy
from mailclient.gui.composer.before_sending.mending_words import mend_words
from mailclient.gui.composer.protection.protecting import Protecting
from mailclient.language import tr
from mailclient.mail.problem import Problem, ProblemKind

Step = tuple[str, Callable[[], object]]

_AGAIN = frozenset(
    {
        ProblemKind.PASSPHRASE_WRONG,
        ProblemKind.PASSPHRASE_CANCELLED,
        ProblemKind.PASSPHRASE_NEEDED,
        ProblemKind.CARD_MISSING,
        ProblemKind.CARD_LOCKED,
        ProblemKind.KEYRING_LOCKED,
        ProblemKind.VAULT_LOCKED,
    }
)
"""It may go when it is tried once more."""
_MENDED = {
    ProblemKind.SPLIT_NEEDED: Remedy.SEND_SPLIT,
    ProblemKind.QUOTED_IN_CLEAR: Remedy.ENCRYPT,
    ProblemKind.RECIPIENT_KEY_MISSING: Remedy.LOOK_UP_KEY,
    ProblemKind.OWN_KEY_MISSING: Remedy.SET_UP_KEY,
}


def next_steps(problem: Problem, protecting: Protecting, send: Callable[[], object]) -> list[Step]:
    """The words of each button, and what it does; none for what has nothing to do with keys."""
    kind = problem.kind
    if kind in _AGAIN:
        return [(tr("Try again"), send)]
    if kind is ProblemKind.KEY_EXPIRED:
        return [(tr("Renew…"), partial(protecting.deeds.show_one, problem.subject))]
    if kind in (ProblemKind.KEY_REVOKED, ProblemKind.KEY_UNUSABLE, ProblemKind.GNUPG_MISSING):
        return [(tr("Keys…"), protecting.deeds.show_all)]
    remedy = _MENDED.get(kind)
    if remedy is None:
        return []
    mend = Mend(remedy, problem.subject.replace(",", " "))
    return [(mend_words(mend), partial(protecting.mend, mend))]
