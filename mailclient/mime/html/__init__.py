"""Received HTML made safe: no script, nothing that loads by itself, styles that stay inside the message.

``from mailclient.mime.html import sanitise``. Read ``sanitise.py`` first.
"""

from mailclient.mime.html.sanitise import Sanitised, sanitise

__all__ = ["Sanitised", "sanitise"]
