"""What the buttons of a concern are called."""

from mailclient.gui.composer.before_sending.concern import Mend, Remedy
from mailclient.language import tr

WHOLE = frozenset({Remedy.SEND_CLEAR, Remedy.SEND_UNSIGNED, Remedy.SEND_SPLIT})
"""Ways for the whole message, whoever a concern is about."""


def mend_words(mend: Mend) -> str:
    """What the button says."""
    words = {
        Remedy.ATTACH: tr("Attach…"),
        Remedy.WRITE_SUBJECT: tr("Write subject"),
        Remedy.WRITE_TEXT: tr("Write text"),
        Remedy.SHRINK: tr("Shrink images…"),
        Remedy.USE_BCC: tr("Use Bcc"),
        Remedy.REMOVE_RECIPIENT: tr("Remove"),
        Remedy.USE_ADDRESS: tr("Correct"),
        Remedy.USE_IDENTITY: tr("Use that address"),
        Remedy.USE_NEW_FILE: tr("Use the new one"),
        Remedy.REMOVE_FILE: tr("Remove file"),
        Remedy.SEND_NOW: tr("Send now"),
        Remedy.CHOOSE_TIME: tr("Choose time…"),
        Remedy.ENCRYPT: tr("Encrypt"),
        Remedy.SEND_CLEAR: tr("Send without encryption"),
        Remedy.SEND_UNSIGNED: tr("Send unsigned"),
        Remedy.SEND_SPLIT: tr("Send as two messages"),
        Remedy.LOOK_UP_KEY: tr("Look them up") if " " in mend.subject else tr("Look it up"),
        Remedy.SHOW_KEY: tr("Look at it"),
        Remedy.USE_KEY: tr("Use this key"),
        Remedy.SET_UP_KEY: tr("Set up…"),
    }
    return words[mend.remedy]
