"""vCards: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) out of files, mail and servers, and back, without losing anything.

Read ``lines.py`` first: a card is the list of its properties, each with the bytes it came as. ``cards.py`` cuts a file
into cards, ``read.py`` says what a card says, ``write.py`` changes of a card what somebody changed, ``merge.py`` brings
two changed ones together, ``version.py`` writes one as another version. May import ``mail`` and ``mime.charset``.

Own, because what a server's card says beyond what we know must come back to it byte for byte. vobject 0.9 writes
every property anew, loses the groups that tie labels to addresses, and gives up a file at its first broken card.
"""
