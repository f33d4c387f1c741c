"""A Thunderbird profile, read and taken over.

profiles.py       where the profiles are
prefs.py          prefs.js → names and values
accounts.py       accounts with their servers (servers.py), identities (identities.py) and filters (filters.py)
address_books.py  addresses
tags.py           tags
reading.py        all of it → one ``ProfileContent``
importing.py      ``LookAtProfile`` and ``ImportProfile``; read it first
"""
