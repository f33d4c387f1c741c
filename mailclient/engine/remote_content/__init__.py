"""Loading what a message names from the web, when the reader has allowed it: images and style sheets, by https.

Nothing tells who reads: no cookie, no referrer, no name of the program, a connection of its own for each. The page in
the window reaches no host itself; it gets from the store what came in here. Read ``loading.py`` first.
"""
