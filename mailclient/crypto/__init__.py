"""Signing, verifying, encrypting, decrypting: bytes in, bytes and what is to be said of them out. Knows no network.

    sealing.py   what this program keeps to itself on the disk: AES-256-GCM with a key of the system's keyring
    openpgp/     OpenPGP through the user's GnuPG
    smime/       S/MIME

May import ``mail`` and ``mime``. Everything here blocks: it runs on threads, never on the loop.
"""
