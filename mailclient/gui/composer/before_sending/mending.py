"""What the buttons of a concern do."""

from mailclient.gui.composer.before_sending.concern import Mend, Remedy
from mailclient.gui.composer.paper import Paper
from mailclient.mail.address import Address
from mailclient.mime.addresses import format_address

AT_ONCE = frozenset(
    {
        Remedy.USE_BCC,
        Remedy.REMOVE_RECIPIENT,
        Remedy.USE_ADDRESS,
        Remedy.USE_IDENTITY,
        Remedy.USE_NEW_FILE,
        Remedy.REMOVE_FILE,
        Remedy.SEND_NOW,
        Remedy.ENCRYPT,
        Remedy.SEND_CLEAR,
        Remedy.SEND_UNSIGNED,
        Remedy.SEND_SPLIT,
    }
)
"""After these nothing is left to do; the others lead back to writing."""
STAYING = frozenset({Remedy.LOOK_UP_KEY, Remedy.USE_KEY})
"""What these bring comes in a while: the sheet stays and says it."""


def carry_out(mend: Mend, pane: Paper) -> None:
    """Do it."""
    match mend.remedy:
        case Remedy.ATTACH:
            pane.bottom.attach.click()
        case Remedy.WRITE_SUBJECT:
            pane.fields.subject.setFocus()
        case Remedy.WRITE_TEXT:
            pane.editor.setFocus()
        case Remedy.SHRINK:
            pane.files.shrink_wanted.emit()
        case Remedy.USE_BCC:
            _use_bcc(pane)
        case Remedy.REMOVE_RECIPIENT:
            _replace(pane, mend.subject, None)
        case Remedy.USE_ADDRESS:
            wrong, _, right = mend.subject.partition(" ")
            _replace(pane, wrong, right)
        case Remedy.USE_IDENTITY:
            pane.write_as(mend.subject)
        case Remedy.USE_NEW_FILE:
            pane.files.renew(mend.subject)
        case Remedy.REMOVE_FILE:
            pane.files.remove(mend.subject)
        case Remedy.SEND_NOW:
            pane.schedule.choose(None)
        case Remedy.CHOOSE_TIME:
            pane.schedule.ask()
        case _:
            pane.protecting.mend(mend)


def _use_bcc(pane: Paper) -> None:
    """To and Cc become Bcc."""
    fields = pane.fields
    moved = [*fields.to.addresses(), *fields.cc.addresses()]
    for field in (fields.to, fields.cc):
        field.set_text("")
    fields.show_row("bcc")
    fields.bcc.add(moved)


def _replace(pane: Paper, wrong: str, right: str | None) -> None:
    """Take an address out of its field, or put another in its place; its name stays."""
    fields = pane.fields
    for field in (fields.to, fields.cc, fields.bcc):
        addresses = field.addresses()
        if any(address.address == wrong for address in addresses):
            kept = [
                Address(one.name, right) if one.address == wrong and right else one
                for one in addresses
                if one.address != wrong or right
            ]
            field.set_text(", ".join([*map(format_address, kept), *field.unreadable()]))
