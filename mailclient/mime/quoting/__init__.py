"""What an answer may quote of HTML: only what was to be seen, and nothing that is of use to whoever wrote it.

``from mailclient.mime.quoting import quotable``. Read ``quotable.py`` first: ``tree.py`` reads the clean HTML as a
browser does, ``cascade.py`` finds which rules hold for each element (in every way the page can be looked at),
``valid.py`` knows which of them a browser takes, ``sight.py`` decides whether its text can be seen, ``writing.py``
writes what can. ``selected.py``: the same of a part that was selected.
"""

from mailclient.mime.quoting.quotable import Quotable, quotable

__all__ = ["Quotable", "quotable"]
