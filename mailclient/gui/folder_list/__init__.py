"""The sidebar's tree: folders of all accounts as one, accounts and their folders, searches that are kept.

Read ``tree.py`` first: it says what stands where in an account; ``favourites.py`` what stands above them.
"""
