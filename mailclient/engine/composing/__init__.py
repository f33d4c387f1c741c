"""Drafts made into finished messages, in pieces, whatever size their files have.

    message.py       the draft, the identity and a stamp → SMTP envelope and pieces; read it first
    file_content.py  a file of the disk as the content of a part: the one that was attached, whole, or a ``MailError``
    stamp.py         Date and Message-ID, made once for each message

Everything here reads files and encodes them: it runs on a thread, never on the loop. May import bridge, mail, mime.
"""
