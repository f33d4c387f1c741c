"""Opening of messages: signatures checked, what is encrypted decrypted, and what that says of the sender.

    opening.py           ``Opening``: a message → ``Opened``; start here
    opened.py            what came of it
    layers.py            one layer: OpenPGP or S/MIME, on a thread
    weighing.py          signatures against the sender → the one mark
    keys.py              what is asked of the keys
    opening_requests.py  the commands; the few messages that stay open in memory
    passphrases.py       asking for a passphrase, where the desktop has no dialogue of its own for it

Clear text lives in memory and goes over the bridge. Nothing of it is written: not to the store, not to a file, not to
the log, not into the text of an error.
"""
