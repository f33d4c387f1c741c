"""Whether certificates of signed mail were withdrawn: asked of their authorities when online, kept a while in memory.

    revocations.py   one answer for a chain: good, revoked, or not checked
    signed_lists.py  lists and answers from the web: bounded, each address once at a time

Only authorities that are trusted are asked: of other chains the addresses are the sender's, and asking would tell him
that his mail was read (as EFAIL has it). May import ``crypto``, ``transport`` and what the engine gives.
"""
