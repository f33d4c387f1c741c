"""Drafts and their copies in the Drafts folder: what other devices do to them, and the files kept beside them.

    elsewhere.py   whether a draft's copy is still there, and what came in its place; read it first
    watch.py       looks after each change of a Drafts folder; lets go of what ended long ago
    kept_files.py  attachments that were no files before

    sealed.py         what is kept of a draft that must not be readable on the disk
    sealed_file.py    the same of a file beside it
    sealed_drafts.py  opens and seals drafts with this profile's key

How a copy gets into the folder: ``engine/operations/file_draft.py``.
"""
