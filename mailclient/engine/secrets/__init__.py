"""Where passwords, tokens and passphrases are kept, and how they are got at. Knows no server and no account at work.

credentials.py      what an account logs in with: passwords, access tokens; read it first
entries.py          named secrets, wherever they are kept
system_keyring.py   the desktop's keyring
vault.py            the encrypted file of the profile; vault_file.py is its format
kernel_keyring.py   the kernel's memory, for scripts
sealing_key.py      the keys by which a profile seals what it keeps on the disk
password_place.py   what these have in common

May import ``mail``, ``transport`` (for calls that block) and ``engine.sign_in``, whose tokens are kept here.
"""
