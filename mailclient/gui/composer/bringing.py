"""What of another message comes into one that is being written: pictures of a quote, files, whole messages.

What is not here is fetched meanwhile; a composer that was closed by then gets nothing.
"""

from collections.abc import Sequence
from functools import partial

from shiboken6 import isValid

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.message_view.parts import Parts
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId


def bring_files(parts: Parts, composer: ComposerPane, message_id: MessageId, files: Sequence[Attachment]) -> None:
    """As files, in their order."""
    for file in files:
        composer.await_part(parts, message_id, file)


def bring_pictures(parts: Parts, composer: ComposerPane, message_id: MessageId, pictures: Sequence[Attachment]) -> None:
    """Where the quote shows them, as parts; one that cannot be had leaves its place empty."""
    for picture in pictures:
        parts.want(message_id, picture.path, partial(_show, composer, picture), lambda _problem: None)


def _show(composer: ComposerPane, picture: Attachment, data: bytes) -> None:
    if isValid(composer):
        file = DraftFile(picture.filename, picture.media_type, data=data, content_id=picture.content_id)
        composer.editor.add_images([file])


def attach(composer: ComposerPane, files: list[DraftFile]) -> None:
    """Attach these, which have come by now."""
    if isValid(composer):
        composer.attach(files)
