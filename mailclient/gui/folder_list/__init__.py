"""The sidebar's tree: accounts and their folders. Read ``tree.py`` first: it says what stands where."""
