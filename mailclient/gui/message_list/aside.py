"""A list that is set aside."""

from dataclasses import dataclass

from mailclient.gui.message_list.id_list import IdList
from mailclient.mail.mail_list import MailList


@dataclass(frozen=True, slots=True)
class Aside:
    """A list while a search result is shown instead of it."""

    mail_list: MailList
    ids: IdList
    complete: bool
