"""The recipient fields of a message being written. Start at ``field.py``; pure are ``recipient.py``, ``pasted.py`` and
``places.py``, all others are widgets or paint.
"""
