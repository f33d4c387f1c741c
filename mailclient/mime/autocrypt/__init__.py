"""Autocrypt level 1 without I/O: keys that travel in header fields, and the message that carries one's own key.

    header.py         the fields Autocrypt and Autocrypt-Gossip, read and written
    peer_state.py     what a message makes of what is known of its sender; what that recommends
    setup_message.py  the Autocrypt Setup Message and its code

https://autocrypt.org/level1.html; the numbers in these files are its sections.
"""
