"""Sealing: what must not be readable on the disk, kept there all the same (AES-256-GCM, NIST SP 800-38D).

A sealed blob says so by its first bytes, so that what was kept in the clear before can be told from it. ``context``
names what the blob is and is authenticated with it: a blob put in another's place does not open.
"""

import os

KEY_BYTES = 32
_MARK = b"\x00sealed1\x00"
"""No msgpack, JSON or mail begins so."""
_NONCE_BYTES, _TAG_BYTES = 12, 16
ADDED_BYTES = len(_MARK) + _NONCE_BYTES + _TAG_BYTES
"""How much longer a blob is than what is in it."""


class SealError(Exception):
    """It is not sealed with this key in this context, or was changed."""


def new_key() -> bytes:
    """``KEY_BYTES`` of chance."""
    return os.urandom(KEY_BYTES)


def is_sealed(data: bytes) -> bool:
    """Whether these bytes are a sealed blob."""
    return data.startswith(_MARK)


def seal(key: bytes, data: bytes, context: str) -> bytes:
    """The blob; ``ADDED_BYTES`` longer than ``data``."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return _MARK + nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal(key: bytes, blob: bytes, context: str) -> bytes:
    """What was sealed. ``SealError``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    start = len(_MARK)
    nonce, sealed = blob[start : start + _NONCE_BYTES], blob[start + _NONCE_BYTES :]
    if not is_sealed(blob) or len(nonce) < _NONCE_BYTES:
        raise SealError("not a sealed blob")
    try:
        return AESGCM(key).decrypt(nonce, sealed, context.encode())
    except InvalidTag as error:
        raise SealError("another key or context, or changed") from error
