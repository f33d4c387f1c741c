"""Text of attachments that are here, for the search: read in a process of its own that may fail.

    reading.py   looks into what came, slice by slice, and hands the text to the search index
    extractor.py the process and its limits, from outside
    child.py     the process
    extraction.py  a file's bytes → its text; office.py, rich_text.py the formats

What is in an attachment was written by anybody. So the process that reads it has no file, no store and no network to
do harm with; its memory and time are bounded, and when it goes beyond them it ends and the file counts as unreadable.
"""
