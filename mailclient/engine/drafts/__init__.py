"""Drafts and their copies in the Drafts folder: what other devices do to them, and the files kept beside them.

    elsewhere.py   whether a draft's copy is still there, and what came in its place; read it first
    watch.py       looks after each change of a Drafts folder; lets go of what ended long ago
    kept_files.py  attachments that were no files before

How a copy gets into the folder: ``engine/operations/file_draft.py``.
"""
