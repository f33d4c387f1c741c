"""Before a message goes: what looks wrong with it is said at once, with its reasons, in one place.

    concern.py          one thing to say, and what would mend it
    attachment_words.py whether a text says that something is attached; pure
    letter.py           what is looked at; pure
    concerns.py         everything to say about a letter; pure
    mending.py          what the buttons do; mending_words.py is what they are called
    sheet.py            the dialogue

What the user has heard and overruled is kept in the draft (``DraftContent.heard``) and not said again.
"""
