"""Servers on loopback that the tests talk to: real ones (Dovecot, Cyrus, Courier, Postfix), scripted ones that lie.

Each real server has its own configuration, ports and folder under /tmp, runs in the foreground as a child of the
test process and ends with it. Read ``fixtures.py`` for what a test can ask for.
"""
