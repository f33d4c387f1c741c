"""Who sent the message that is shown: a mark beside the sender, a bar where something is wrong, details on demand.

mark.py      the mark in the header
showing.py   mark and bar of one message pane; read this first
details.py   the dialog: what was checked by whom, what is odd, the way of the message
way.py       the servers it went through
believed.py  whose results count for an account
"""
