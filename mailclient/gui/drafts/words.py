"""What is said of a version of a draft: its text for reading, and what was changed in it."""

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.html_import import plain_of_html
from mailclient.language import tr, tr_n
from mailclient.mail.differences import changed_words


def text_of(content: DraftContent) -> str:
    """Its text without form."""
    if content.text or not content.html:
        return content.text
    return plain_of_html(content.html)


def whole_text(content: DraftContent) -> str:
    """The fields that are filled, then the text."""
    named = (
        (tr("From"), content.from_),
        (tr("To"), content.to),
        (tr("Cc"), content.cc),
        (tr("Bcc"), content.bcc),
        (tr("Subject"), content.subject),
        (tr("Attachments"), ", ".join(file.filename for file in content.files if not file.content_id)),
    )
    head = [f"{name}: {value}" for name, value in named if value and name != tr("From")]
    return "\n".join([*head, "", text_of(content)] if head else [text_of(content)])


def change_words(before: DraftContent | None, after: DraftContent) -> str:
    """What came with a version: "12 words more, subject changed"."""
    if before is None:
        return tr("Begun")
    old, new = text_of(before), text_of(after)
    if old.strip() and not new.strip():
        return tr("Text emptied")
    gone, more = changed_words(old, new)
    said = []
    if more:
        said.append(tr_n("{count} word more", "{count} words more", more))
    if gone:
        said.append(tr_n("{count} word less", "{count} words less", gone))
    if before.subject != after.subject:
        said.append(tr("subject changed"))
    if (before.to, before.cc, before.bcc) != (after.to, after.cc, after.bcc):
        said.append(tr("recipients changed"))
    if [file.filename for file in before.files] != [file.filename for file in after.files]:
        said.append(tr("attachments changed"))
    if before.from_ != after.from_:
        said.append(tr("sender changed"))
    return ", ".join(said) or tr("Form changed")
