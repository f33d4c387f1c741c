"""What the window (or the command line) and the engine say to each other.

Commands go down, events and questions come up, as msgpack frames over the engine's stdin/stdout or, while a
window runs, over the profile's local socket. Events carry ids, never content: whoever hears one reads the store
again, so it cannot drift. May import only ``mailclient.mail`` and msgspec. Read ``commands`` first.
"""
