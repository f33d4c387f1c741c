"""The part of the reader that knows what became of sent mail. Imported before the first paint, so it imports little."""

import json
from typing import TYPE_CHECKING

from mailclient.mail.ids import MessageId
from mailclient.store.conversation_reading import ConversationReading

if TYPE_CHECKING:
    from mailclient.mail.delivery_story import DeliveryStory

_ANSWERS_LOOKED_AT = 100


class DeliveryReading(ConversationReading):
    """Stories."""

    def delivery_story(self, message_id: MessageId) -> "DeliveryStory | None":
        """What is known of a message that was sent; None where that is nothing.

        Indexes ``handed_in_message`` and the key of ``report_about``; the bodies of its reports are read, and the
        envelopes of at most 100 messages of its conversation.
        """
        found = self._rows(NAME_OF, message_id)
        name = found[0][0] if found else ""
        if not name:
            return None
        handed_in = self._rows(HANDED_IN, name)
        about = self._rows(REPORTS_ABOUT, name)
        if not handed_in and not about:
            return None
        from mailclient.store import story_answers

        members = [row.id for row in self.conversation(message_id) if row.id != message_id]
        asked = json.dumps(members[-_ANSWERS_LOOKED_AT:])
        return story_answers.story(handed_in, about, self._rows(ENVELOPES, asked), name)


NAME_OF = "SELECT message_id_header FROM message WHERE id = ?"
HANDED_IN = "SELECT at, server, reply, accepted, refused, due FROM handed_in WHERE message_id_header = ? ORDER BY id"
REPORTS_ABOUT = """
SELECT message.id, received_at, sender_name, sender_address, body FROM report_about
JOIN message ON message.id = report_about.message_id JOIN body ON body.message_id = message.id
WHERE about = ? AND folder_id IS NOT NULL
"""
ENVELOPES = """
SELECT message.id, received_at, sender_name, sender_address, envelope FROM json_each(?) AS member
CROSS JOIN message ON message.id = member.value CROSS JOIN detail ON detail.message_id = message.id
"""
