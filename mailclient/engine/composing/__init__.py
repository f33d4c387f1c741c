"""Drafts made into finished messages, in pieces, whatever size their files have.

    message.py       the draft, the identity and a stamp → SMTP envelope and pieces; read it first
    file_content.py  a file of the disk as the content of a part: the one that was attached, whole, or a ``MailError``
    copies.py        the messages that one draft becomes where it is encrypted
    protecting.py    with which keys it is signed and encrypted
    openpgp.py, smime.py   the two ways of doing it; ciphertext.py, same_bytes.py: what they need for it
    stamp.py         Date and Message-ID, made once for each message

Everything here reads files and encodes them: it runs on a thread, never on the loop. May import bridge,
crypto, mail, mime, and of the engine ``keys`` and ``protection``.
"""
