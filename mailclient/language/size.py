"""Sizes as people read them."""


def size_text(count: int) -> str:
    """Bytes in powers of 1000, as disks are sold."""
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"
