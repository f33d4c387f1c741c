"""Answers → events: one file per family of answers. Read ``response.py`` first; no file here knows a state."""
