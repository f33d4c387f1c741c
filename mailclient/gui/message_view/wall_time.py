"""What time it is for the reader."""

from datetime import datetime


def local_now() -> datetime:
    """The time on the wall, with its offset."""
    return datetime.now().astimezone()
