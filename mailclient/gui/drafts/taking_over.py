"""Another version of a draft put into its composer, in one step that Undo takes back."""

from mailclient.bridge.draft import DraftContent
from mailclient.gui.composer.paper import Paper


def put_into(pane: Paper, content: DraftContent) -> None:
    """Its fields, text and files stand in the composer; what was there is an earlier version."""
    fields = pane.fields
    if content.from_:
        fields.from_.choose(fields.account_id(), content.from_)
    for field, text in ((fields.to, content.to), (fields.cc, content.cc), (fields.bcc, content.bcc)):
        field.set_text(text)
    for name, text in (("cc", content.cc), ("bcc", content.bcc)):
        if text:
            fields.show_row(name)
    fields.subject.setText(content.subject)
    if content.html and not pane.editor.plain:
        pane.editor.fill_html(content.html)
    else:
        pane.editor.fill_plain(content.text)
    there = {(file.filename, file.path) for file in pane.files.files()}
    pane.files.add([one for one in content.files if not one.content_id and (one.filename, one.path) not in there])
    pane.keeper.note_change()
