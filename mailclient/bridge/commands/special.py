"""Commands about special mail: leaving lists, answering invitations, receipts, addresses of cards. All are actions.

What goes to people is worded by whoever asks (``subject``, ``text``): the engine speaks no language.
"""

from mailclient.bridge.commands.command import Command
from mailclient.mail.address import Address
from mailclient.mail.ids import MessageId, OperationId, PartPath
from mailclient.mail.invitation import Answer
from mailclient.mail.mailing_list import UnsubscribeWay


class LeaveList(Command, frozen=True, tag=True):
    """Leave the list that a message came by: ask its server (once), send a mail, or note that its page was opened.

    ``Refused`` UNSUBSCRIBE_IMPOSSIBLE when the message does not offer that way.
    """

    operation_id: OperationId
    message_id: MessageId
    way: UnsubscribeWay


class AnswerInvitation(Command, frozen=True, tag=True):
    """Answer a meeting (the ``number``th of the part at ``path``) by mail to its organiser; a later answer replaces it.

    ``hold_seconds``: how long it waits so that it can be undone. ``Refused`` ANSWER_IMPOSSIBLE.
    """

    operation_id: OperationId
    message_id: MessageId
    path: PartPath
    number: int
    answer: Answer
    subject: str
    text: str
    comment: str = ""
    hold_seconds: float = 0.0


class SendReceipt(Command, frozen=True, tag=True):
    """Tell the sender that the message was displayed; never twice. ``refuse``: do not, and do not ask again.

    ``Refused`` RECEIPT_IMPOSSIBLE when none is wished, or the message came by a list.
    """

    operation_id: OperationId
    message_id: MessageId
    subject: str = ""
    text: str = ""
    is_automatic: bool = False
    refuse: bool = False


class AddAddresses(Command, frozen=True, tag=True):
    """Make contacts of these addresses, of those that nobody has, in the book of this computer."""

    operation_id: OperationId
    addresses: tuple[Address, ...]
