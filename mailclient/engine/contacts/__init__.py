"""People in the engine: what the user changes, imports, and the books on servers (``engine.carddav`` speaks to those).

Read ``editing.py`` first (actions → rows), then ``importing.py`` (files → rows), ``book_requests.py`` (books, and which
of them are synchronised when), ``wording.py`` (addresses noted before there was an index of them).
"""
