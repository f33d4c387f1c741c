"""The part of the reader for a list of files across messages. Imported before the first paint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailclient.mail.ids import MessageId
from mailclient.mail.part import Part
from mailclient.store.mail_file import MailFile
from mailclient.store.transaction import batches, marks

if TYPE_CHECKING:
    from mailclient.mail.body import Attachment


class FileReading(MailFile):
    """A part of ``Reader``. Which messages have files tells ``list_ids`` with ``Quick.ATTACHMENT``, by an index."""

    def files_of(self, message_ids: Sequence[MessageId]) -> "dict[MessageId, tuple[Attachment, ...]]":
        """What each of them has attached, pictures in its text left out; those of which nothing is known are missing.

        From the body where it is here, else from the structure that the server told (then sizes are estimates). By
        primary key; 20 µs for each.
        """
        from mailclient.store import encoding

        found: dict[MessageId, tuple[Attachment, ...]] = {}
        for batch in batches(message_ids, 500):
            for id_, body, structure in self._rows(FILES.format(marks=marks(batch)), *batch):
                if body is not None:
                    found[id_] = tuple(one for one in encoding.attachments_from(body) if not one.inline)
                elif (root := encoding.structure_from(structure)) is not None:
                    found[id_] = tuple(_attachment(part) for part in root.leaves() if _is_file(part))
        return found


def _is_file(part: Part) -> bool:
    return part.disposition == "attachment" or bool(part.filename and not part.content_id)


def _attachment(part: Part) -> "Attachment":
    from mailclient.mail.body import Attachment

    size = part.size * 3 // 4 if part.encoding == "base64" else part.size
    return Attachment(part.path, part.filename or part.media_type, part.media_type, size)


FILES = """
SELECT id, body, CASE WHEN body IS NULL THEN structure END
FROM message JOIN detail ON detail.message_id = id LEFT JOIN body ON body.message_id = id WHERE id IN ({marks})
"""
