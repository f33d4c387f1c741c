"""Filters: what is done by itself with messages that arrive (``mail.filter``).

    matching.py  whether a message meets the conditions; pure
    verdicts.py  which actions come to which messages
    acting.py    actions → the operations log
    filtering.py when they are applied, once to each message; read it first

May import bridge, mail, mime, store and ``engine.operations``.
"""
