"""What a server may make us hold or do. A message has no limit here: it is given away piece by piece."""

STATUS_LINE_MAX = 8192
"""Bytes of a status line; RFC 2449 section 4 allows 512."""

LISTING_LINE_MAX = 8192
"""Bytes of one line of CAPA, UIDL or LIST; a unique-id has 70 characters (RFC 1939), with some servers more."""

LISTING_BYTES_MAX = 64 * 1024 * 1024
"""Bytes of a whole list: half a million messages with the longest ids that servers give."""

CHALLENGES_MAX = 8
"""Challenges of one login."""

COMMAND_LINE_MAX = 255
"""Bytes of a command with its line end (RFC 2449 section 4); a longer initial response waits for the challenge."""
