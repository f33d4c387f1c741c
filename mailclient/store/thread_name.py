"""The name a conversation is known by: 64 bits of the hash of a Message-ID (``thread_name.name``)."""

from hashlib import blake2b


def name_of(word: str) -> int:
    """Of a Message-ID without angle brackets, or of another word that stands for a conversation."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
