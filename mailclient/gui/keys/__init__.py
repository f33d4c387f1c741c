"""Keys and certificates: one's own and those of others, in a window of their own.

    opening.py       what the rest of the program calls; imported late
    window.py        sections at the left; the page of one's addresses, or a list with a card beside it
    holding.py       a key or a certificate, as lists show both alike
    holdings.py      all of them, asked of the engine, by section and by search
    address_page.py  which key each own address uses, and what happens by itself
    sheet.py         the frame of the sheets: making, taking, comparing, looking_up, changing, backup, setup_message

Everything is done by commands to the engine, whose answers are awaited by nobody; ``KeysChanged`` asks again. What is
secret (an exported key, a passphrase) is held by the sheet that shows it, and goes with it.
"""
