"""The text people write in, in parts.

    passage.py           the words: what a text is made of, without Qt (lines, tables, runs, pictures)
    html_writing.py      passages → clean HTML           html_reading.py   HTML of anybody → passages
    foreign_style.py     what style attributes mean      plain_writing.py  passages → plain text
    formats.py           passages' words as Qt formats, and back
    document_reading.py  a document → passages, kept line by line so that saving costs little
    document_writing.py  passages → a document
    merging.py           changed plain text into the passages it came from

Read ``passage.py`` first. ``html_reading``, ``html_writing``, ``plain_writing``, ``merging`` and ``passage`` are pure.
"""
