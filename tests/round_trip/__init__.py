"""What we write, as others read it: attachments byte for byte through real servers, messages in other mail programs.

shapes.py     files that are easily spoilt on the way
journey.py    a draft → the finished message → a real SMTP server → Dovecot → the bytes that are there
letters.py    messages with all that a composer can write
table.py      ``python -m tests.round_trip.table``: the table of shapes and servers
readers.py    ``python -m tests.round_trip.readers DIRECTORY``: our messages in neomutt, Thunderbird …
protected.py  ``python -m tests.round_trip.protected``: signed and encrypted, both ways with Thunderbird's own window
pair.py       Alice with our engine, Bob with Thunderbird; pair_keys.py: what becomes of their keys
thunderbird.py  a Thunderbird that is told what to do, by marionette.py
"""
