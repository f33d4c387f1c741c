"""The settings: how it looks, which language, which accounts. Read ``dialog.py``."""
