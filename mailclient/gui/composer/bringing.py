"""What of another message comes into one that is being written: pictures of a quote, files, whole messages.

What is not here is fetched meanwhile; a composer that was closed by then gets nothing.
"""

from collections.abc import Callable, Sequence
from functools import partial

from shiboken6 import isValid

from mailclient.bridge.draft import DraftFile
from mailclient.gui.composer.answer import Answer
from mailclient.gui.composer.before_sending.concern import Concern, Matter
from mailclient.gui.composer.editing.html_reading import passages_of_html
from mailclient.gui.composer.editing.passage import Passage
from mailclient.gui.composer.pane import ComposerPane
from mailclient.gui.message_view.parts import Parts
from mailclient.language import tr
from mailclient.mail.body import Attachment
from mailclient.mail.ids import MessageId


def bring(parts: Parts, composer: ComposerPane, message_id: MessageId, answer: Answer) -> None:
    """What an answer shows and takes along beside its draft, with words where something is left out."""
    bring_pictures(parts, composer, message_id, answer.pictures)
    bring_files(parts, composer, message_id, answer.files)
    if answer.left_out:
        words = tr("Parts of the message are not quoted: they are encrypted, or cannot be seen.")
        composer.tell(Concern(Matter.NOTICE, words))


def bring_quote(
    parts: Parts, composer: ComposerPane, message_id: MessageId, make: Callable[[], Answer], unread: Answer
) -> None:
    """The quote of an answer that takes long to make, while one writes; then all that belongs to it.

    ``unread``: what there is when it cannot be made.
    """
    made = [unread]

    def read() -> tuple[list[Passage], list[str]]:
        made.append(make())
        return passages_of_html(made[-1].quote, level=1)

    late = composer.write_late(read)
    late.done.connect(lambda: bring(parts, composer, message_id, made[-1]))
    late.done.connect(composer.whole)


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
