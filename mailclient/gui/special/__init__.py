"""Special mail in the reader: bounces, receipts, lists, invitations and contact cards, each a bar or a card.

``special_mail.py`` hangs them into the message's bars when its body is known; read it first. May import mail, bridge,
store.reader, language, gui.theme, gui.controls and the bars of gui.message_view.
"""
