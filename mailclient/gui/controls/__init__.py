"""Small widgets that several parts of the window are made of. Read ``button.py`` first."""
