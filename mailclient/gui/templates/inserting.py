"""A template put into a message: its fields filled in, the cursor where it says."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale

from mailclient.gui.composer.pane import ComposerPane
from mailclient.language import tr
from mailclient.mail.template import Template
from mailclient.mail.text_fields import field_key, filled, first_name

_CURSOR = re.compile(r"\{\s*(?:cursor|커서)\s*\}", re.IGNORECASE)
_QUOTE = re.compile(r"<blockquote[ >].*</blockquote>", re.DOTALL)


def field_names() -> tuple[tuple[str, str], ...]:
    """(name as it is written in a template, what it stands for), in the language spoken now."""
    return (
        (tr("first name"), tr("the first name of the first recipient")),
        (tr("full name"), tr("the name of the first recipient")),
        (tr("address"), tr("the address of the first recipient")),
        (tr("subject"), tr("the subject of the message")),
        (tr("date"), tr("today's date")),
        (tr("my name"), tr("the name you write as")),
        (tr("quote"), tr("the text that is answered")),
        (tr("cursor"), tr("where you go on writing")),
    )


def values_of(pane: ComposerPane) -> dict[str, str]:
    """What the fields of a template stand for in this message, by English names and by those spoken now."""
    first = next(iter(pane.fields.to.addresses()), None)
    name = first.name if first is not None else ""
    identity = pane.fields.from_.identity
    values = (
        ("first name", first_name(name)),
        ("full name", name),
        ("address", first.address if first is not None else ""),
        ("subject", pane.fields.subject.text()),
        ("date", QLocale().toString(QDate.currentDate(), QLocale.FormatType.LongFormat)),
        ("my name", identity.name if identity is not None else ""),
    )
    spoken = [field_key(name) for name, _meaning in field_names()]
    return dict(values) | dict(zip(spoken, (value for _name, value in values), strict=False))


def insert_template(pane: ComposerPane, template: Template) -> None:
    """Insert it at the cursor; its subject where the message has none. The cursor ends where the template says."""
    values = values_of(pane)
    if template.subject and not pane.fields.subject.text().strip():
        pane.fields.subject.setText(filled(template.subject, values, html=False))
    html = filled(template.html, values, html=True)
    quote = _QUOTE.search(pane.opening.draft.html)
    for name in {"quote", tr("quote")}:
        html = html.replace("{" + name + "}", quote[0] if quote else "")
    before, mark, after = html, "", ""
    if found := _CURSOR.search(html):
        before, mark, after = html[: found.start()], found[0], html[found.end() :]
    editor = pane.editor
    editor.insert_html(before + (_PLACE if mark else "") + after)
    if mark:
        place = editor.document().find(_PLACE)
        if not place.isNull():
            place.removeSelectedText()
            editor.setTextCursor(place)
    editor.setFocus()


_PLACE = "\ue5ca\ue5cb"
"""Stands for a moment where the cursor goes; characters of no script."""


def called(templates: Sequence[Template], short: str) -> Template | None:
    """The one with this short name."""
    return next((one for one in templates if one.short and one.short.casefold() == short.casefold()), None)
