"""The list of messages: a million rows that scroll, are painted by hand and never jump. Read ``model.py`` first.

id_list.py       which messages, newest first: two arrays, 16 bytes a message
model.py         the arrays as a Qt model; applies changes in place;  list_source.py what it reads
list_reading.py  reads a long list in chunks, anew when need be;  aside.py keeps one while a search is shown
row_cache.py     the rows that are painted, read from the store a page at a time
delegate.py      paints one row;  row_layout.py says what stands where;  dates.py, sections.py, people.py,
                 marked_line.py, spoken_row.py the words
view.py          keys, hover actions, dragging;  staying_put.py selection and place while rows come and go
"""
