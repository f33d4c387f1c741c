"""Keys and certificates of people: which are here, whose they are, and whether everybody can be reached with them.

    key_book.py          ``KeyBook``: what reading and sending ask; start here
    key_work.py          all of it, begun and ended with the engine
    key_listing.py       the keys of GnuPG, listed once and remembered
    acceptance.py        what is said of a key, for one address
    readiness.py         how it stands with each recipient, and with all of them
    own_keys.py          which of one's own keys an identity signs with
    certificate_book.py  certificates: kept, sealed, and what they are worth
    importing.py         files and attachments → keys and certificates
    autocrypt.py         what headers of mail tell of their senders' keys
    setup_transfer.py    the Autocrypt Setup Message, made and taken
    web_key_directory.py where a domain publishes keys of its addresses
    look_up.py           asking web key directories and keyservers
    key_changes.py, certificate_changes.py   what a user does with them
    key_requests.py      the commands

Nothing is asked of the network unless the user said so. Nothing that comes by mail replaces what the user verified.
"""
