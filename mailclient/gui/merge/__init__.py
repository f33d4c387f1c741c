"""Mail merge: one message to many, each with the words of its row. Read ``merge_dialog.py``."""
