"""Messages that are more than text: reports of deliveries, receipts, lists, invitations, cards.

Read ``special.py`` first.
"""
