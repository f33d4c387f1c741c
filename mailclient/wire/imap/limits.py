"""What a server may make us hold, in bytes unless the name says otherwise."""

LINE_LENGTH_MAX = 1024 * 1024
"""One line, all its pieces between literals together."""

NUMBERS_LINE_LENGTH_MAX = 16 * 1024 * 1024
"""A SEARCH, SORT, ESEARCH, VANISHED or COPYUID line: a million UIDs are 8 MB."""

LITERAL_IN_MEMORY_MAX = 256 * 1024
"""A larger body section comes as ``LiteralChunk`` events; a larger literal anywhere else is refused."""

RESPONSE_LITERALS_MAX = 4 * 1024 * 1024
"""The literals held for one answer; sections beyond this are streamed whatever their size."""

SECTION_LITERAL_MAX = 2 * 1024 * 1024 * 1024
"""The largest body section that is accepted at all."""

LITERALS_COUNT_MAX = 10_000
"""Literals in one answer."""

MESSAGES_MAX = 10_000_000
"""Messages that a search can have found or a COPY can have copied; a larger count is a lie that would be expanded."""

NESTING_DEPTH_MAX = 200
"""Parentheses within parentheses; a BODYSTRUCTURE needs about three per MIME level."""

NUMBER_MAX = 2**63 - 1
"""Sizes and mod-sequences (RFC 9051 number64); UIDs are checked against 2**32 - 1."""

NON_SYNCHRONISING_MINUS_MAX = 4096
"""The largest literal that LITERAL- (RFC 7888) lets us send without waiting."""

SEND_CHUNK = 64 * 1024
"""The most that ``data_to_send`` takes from a streamed literal at a time."""
