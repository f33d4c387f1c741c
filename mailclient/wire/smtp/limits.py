"""What a server may make us hold or do."""

LINE_LENGTH_MAX = 8192
"""Bytes of one reply line; RFC 5321 section 4.5.3.1.5 allows 512."""

REPLY_LINES_MAX = 500
"""Lines of one reply; an EHLO answer has about fifteen."""

CHALLENGES_MAX = 8
"""Challenges of one login."""

INITIAL_RESPONSE_LINE_MAX = 512
"""Bytes of an AUTH line with its initial response (RFC 4954 section 4); a longer response waits for the 334."""
