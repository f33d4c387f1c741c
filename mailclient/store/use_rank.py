"""How early an address is proposed. Pure; a function of SQLite's in the reader (``mail_file``)."""

_TWO_MONTHS = 60 * 86_400.0


def use_rank(written: int, seen: int, last_written: int, last_seen: int) -> float:
    """Twice the use is worth two months; hearing from somebody a quarter of writing to them. Times in epoch seconds.

    Without the clock: two ranks differ by the same at any time.
    """
    return (4 * written + seen + 1).bit_length() + (last_written or last_seen) / _TWO_MONTHS
