"""Messages that are signed or encrypted, put together: pure, the cryptography is done elsewhere.

    header.py    which header fields go inside, which stand outside (RFC 9788)
    finished.py  a message from a file, so that nobody on the way changes what is signed
    wrapping.py  multipart/signed, multipart/encrypted, application/pkcs7-mime around what was made

How such messages are read: ``mime/protection``.
"""
