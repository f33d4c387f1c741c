"""Passing a message on as it is: the dialog that asks to whom. Read ``redirect_dialog.py``."""
