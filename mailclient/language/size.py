"""Sizes as people read them."""


def size_text(count: int) -> str:
    """Bytes in powers of 1000, as disks are sold."""
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


def room_text(limit: int) -> str:
    """How many MB of 1024 KB fit into what a server takes: rounded down, below ten with one digit behind the point."""
    tenths = limit * 10 // (1024 * 1024)
    return str(tenths // 10) if tenths >= 100 or (tenths and tenths % 10 == 0) else f"{tenths / 10:.1f}"
