"""Numbers that stand in capabilities."""


def append_limit(capabilities: frozenset[str]) -> int | None:
    """APPENDLIMIT=n: the most bytes of one message that APPEND takes in any mailbox (RFC 7889 section 2).

    None: no limit told. "APPENDLIMIT" alone says that each mailbox has its own: ask its STATUS.
    """
    return _number(capabilities, "APPENDLIMIT=")


def _number(capabilities: frozenset[str], prefix: str) -> int | None:
    for capability in capabilities:
        value = capability.removeprefix(prefix)
        if value != capability and value.isascii() and value.isdigit() and len(value) < 20:
            return int(value)
    return None
