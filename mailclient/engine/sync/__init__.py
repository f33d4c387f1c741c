"""Server → store: what the server has, written down in transactions of a few milliseconds.

    roles.py      which folder is the Sent, the Trash …
    folder_list.py  folders that came, went, changed
    folder_pass.py  one folder brought up to date: read it first
    headers.py    new messages; header_reader.py, envelope.py, structure.py make rows of what the server tells
    withheld.py, suspects.py  headers that the server fails to give
    renumbering.py, renames.py  messages and folders known again; identity.py tells by what
    flags.py      flags of known messages, and messages that vanished
    bodies.py     texts
    parts.py      parts and large messages, slice by slice
    whole.py      whole messages
    body_making.py  texts out of whole messages, without the network
    pop3_pass.py  a POP3 mailbox downloaded: read it first; pop3_listing.py, pop3_download.py, pop3_retention.py
    raw_row.py    rows of raw messages

Nothing here waits for the network inside a transaction. Every function takes the session it may use and gives way
to more urgent work between two slices.
"""
