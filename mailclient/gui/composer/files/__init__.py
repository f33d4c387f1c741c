"""Files of a message being written: taken from the disk, watched there, made smaller, sent.

    local_file.py    a file on disk as an attachment, and whether it is still what was attached
    watch.py         tells when one of them changes or vanishes
    row.py           the chips below the text
    chip.py          one of them
    drop_mark.py     where files can be dropped
    shrinking.py     smaller copies of photographs, made on a thread; shrink_dialog.py asks which
    zipping.py       several files or a folder as one, made on a thread

Nothing here reads a whole file on the window's thread.
"""
