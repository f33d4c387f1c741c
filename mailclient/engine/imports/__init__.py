"""Settings of other mail programs, taken over: so far of Thunderbird. Passwords are never read.

What is read here was written by somebody else, maybe by somebody who wishes us ill: see ``foreign_file.py``. May import
bridge, mail, mime, store, wire and ``sign_in_providers``. Read ``thunderbird/importing.py`` first.
"""
