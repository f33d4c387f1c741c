"""OpenPGP (RFC 9580, RFC 4880) through the user's own GnuPG. Read ``open_pgp.py`` first; ``words.py`` are its answers.

    open_pgp.py     OpenPgp: verify, decrypt, sign, encrypt
    key_ring.py     its keys: list, look at, import, export, generate, change, revoke, delete
    importing.py    what gpg said of an import
    minimal.py      a key as Autocrypt sends it
    gpg.py          runs gpg, in pieces and bounded; python-gnupg finds and starts it
    home.py         where the user's own keys are
    runs.py         the runs of one piece of work, so that it can be ended
    status.py       what gpg says on its status channel, and nothing else it prints
    outcome.py      whether all that gpg said makes a message opened
    signatures.py   what it said of signatures
    failure.py      what it said of failures, as problems
    colons.py       lists of keys
    armor.py, packets.py, checking.py   what a message is made of, read by ourselves before gpg sees it
    algorithms.py   names, and what is too weak

Blocks, so it runs on threads. Nothing secret is ever in an argument, a log or a file.
"""
