"""What was imported, in words. Pure."""

from mailclient.language import tr, tr_n
from mailclient.mail.key import KeyImport


def came_words(came: KeyImport) -> str:
    """What came of an import, in one sentence."""
    if came.secret:
        return tr("Your key is here now.")
    if came.new:
        return tr_n("{count} is new.", "{count} are new.", len(came.new))
    if came.changed:
        return tr_n("{count} was here, and was renewed.", "{count} were here, and were renewed.", len(came.changed))
    return tr("Everything in it was here already.")
