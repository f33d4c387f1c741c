"""The list of messages: a million rows that scroll, are painted by hand and never jump. Read ``model.py`` first.

id_list.py     which messages, newest first: two arrays, 16 bytes a message
model.py       the arrays as a Qt model; loads in chunks, applies changes in place
row_cache.py   the rows that are painted, read from the store a page at a time
delegate.py    paints one row;  row_layout.py says what stands where;  dates.py, sections.py the words
view.py        selection, keys, hover actions, dragging
"""
