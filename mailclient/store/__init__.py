"""The mail file: one SQLite database (WAL) that only the engine writes and everybody reads.

Only this folder contains SQL. May import ``mailclient.mail``, msgspec (never before the first paint) and, in
``writer.py`` alone, aiosqlite. Read ``schema/0001.sql`` first, then ``reader.py`` (sync, read only: the window and
the command line) or ``writer.py`` (the engine) with the files named after nouns whose functions it runs. The reader is
put together of parts, each about one subject: ``mail_file.py`` (the open file), ``conversation_reading.py``,
``search_reading.py``, ``origin_reading.py``, ``special_reading.py``, ``file_reading.py``.

What is shown = what the server last said + the operations not yet done: see ``shown.py``.
"""
