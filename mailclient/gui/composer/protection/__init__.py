"""Signing and encrypting in the composer: what is chosen, how it stands with the recipients, and what to do about it.

    choice.py           what the user (or a default) chose for this message; pure
    standing.py         the one line to say about it, and the mark of each recipient; pure
    readiness.py        asks the engine how it stands with the recipients, late and seldom
    concerns.py         what keeps a message here before it goes; pure
    key_deeds.py        looked up, accepted, set up
    protecting.py       all of it for one composer
    toggles.py          *Sign · Encrypt* in the bottom bar, with their menu
    line.py             the line above the bottom bar
    refusals.py         what can be done when it could not be signed or encrypted
    unsealing.py        drafts that are sealed, opened by the engine
    chip_popover.py     which key a recipient has, how it is known, what to do

It never goes out in clear by itself: encryption that is on stays on until the user says otherwise.
Read ``protecting.py`` first.
"""
