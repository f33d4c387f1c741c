"""The text people write in, in parts.

    passage.py, run.py   the words: what a text is made of, without Qt (lines, tables, runs, pictures)
    html_writing.py, run_writing.py            passages → clean HTML
    html_reading.py, line_flow.py, table_reading.py, foreign_style.py    HTML of anybody → passages
    markdown_reading.py  Markdown → passages           plain_writing.py  passages → plain text
    merging.py           changed plain text into the passages it came from
    formats.py           passages' words as Qt formats, and back
    document_reading.py  a document → passages, kept line by line so that saving costs little (written.py)
    document_writing.py  passages → a document
    written_text.py      the widget: content, keys (keys.py, smart_typing.py), ground.py, presentation.py, pictures.py
    lines.py, table_changes.py, links.py       what can be done at a cursor
    tools.py, menu.py, asking.py, overlays.py, find_bar.py, pasting.py, link_bubble.py, emoji*.py, spelling_marks.py
                         what stands around it; ``gui/composer/editor.py`` puts them together

Read ``passage.py`` first. All above ``formats.py`` is pure. A document holds only what mail means: what it looks like
is painted over it (``presentation.py``), so it cannot be sent.
"""
