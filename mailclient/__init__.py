"""A desktop mail client: two processes, one store, one operations log.

What is shown = what the server last said + the operations not yet done; both live in one SQLite file that only
the engine writes.

    mail/        the words: Account, Folder, Message, Address, Flag, ids
    wire/        protocols without I/O: imap, pop3, smtp, sasl, proxy; bytes in, events out
    mime/        messages without I/O: read, build, charsets, safe HTML, files inside parts, who sent it, special mail
    crypto/      OpenPGP and S/MIME: bytes in, bytes and a verdict out; knows no network
    bridge/      what window and engine say: commands, events, framing
    store/       the SQLite file: schema, reader (read only), writer
    transport/   the only place that opens a socket
    engine/      the child process that owns network and writes; no Qt
    gui/         the window; no network, no writing
    cli/         the command line over the same engine
    demo/        the sample account and the in-process servers it lives on
    language/    every visible sentence
    profile.py   where a profile's files are
    known_providers.py    the servers of large mail providers
    sign_in_providers.py  where and as which program to sign in with the browser
    resource.py  where icons, translations and the sample mailbox are

Arrows point down only; ``tests/architecture`` reads the imports and fails on a breach. Start at ``__main__.py``.
"""
