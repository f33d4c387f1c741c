"""What is on its way: the outbox, what can be done with each message in it, and the story of what was sent.

    outbox.py         what is unsent, and the user's commands about it; read it first
    taking_out.py     what is taken out to be written on
    outbox_dialog.py  the list, in a window of its own
    unsent_card.py    one message of it: how it stands, what can be done
    refused_people.py the recipients that were not accepted, with their addresses to correct
    words.py          how a message stands, in words
    told_sent.py      the word about a message that was just sent, with Undo
    story.py          what became of a message that was sent, as a quiet line above it

May import what every part of the window may; never the engine.
"""
