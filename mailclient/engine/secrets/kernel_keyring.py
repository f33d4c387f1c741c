"""The Linux kernel's key retention service (keyrings(7)): in memory only, gone with the computer's next start.

For scripts, behind which nobody can be asked for the passphrase of a vault (``entries.py``). Keys are on the user
keyring, so that every later process of the same user finds them, and nobody else. Called through the C library's
``syscall``: its own library is not on every system.
"""

import ctypes
import errno
import os
import platform
import sys

from mailclient.engine.secrets.password_place import PlaceUnavailable

_ADD_KEY = {"x86_64": 248, "aarch64": 217, "riscv64": 217, "ppc64le": 269, "s390x": 278}
_KEYCTL = {"x86_64": 250, "aarch64": 219, "riscv64": 219, "ppc64le": 271, "s390x": 280}
"""System call numbers (asm/unistd.h)."""

# linux/keyctl.h
_PROCESS_KEYRING = -2
_USER_KEYRING = -4
_SETPERM, _LINK, _UNLINK, _SEARCH, _READ = 5, 8, 9, 10, 11

_PERMISSIONS = 0x3F3F0000
"""All rights for whoever holds the key and for processes of the same user; none for others."""

_TYPE = b"user"
_PASSWORD_BYTES_MAX = 32767
"""What a key of this type may hold."""

_ABSENT = {errno.ENOKEY, errno.EKEYEXPIRED, errno.EKEYREVOKED}


class KernelKeyring:
    """See ``PasswordPlace``."""

    def read(self, name: str) -> str | None:
        """See ``PasswordPlace``."""
        key = self._find(name)
        if key is None:
            return None
        buffer = ctypes.create_string_buffer(_PASSWORD_BYTES_MAX)
        length = _call(_KEYCTL, _READ, key, buffer, len(buffer))
        return buffer.raw[:length].decode()

    def write(self, name: str, password: str) -> None:
        """See ``PasswordPlace``."""
        data = password.encode()
        # A key on the process keyring is ours to give permissions to; one added to the user keyring may not be.
        key = _call(_ADD_KEY, _TYPE, _description(name), data, len(data), _PROCESS_KEYRING)
        try:
            _call(_KEYCTL, _SETPERM, key, _PERMISSIONS)
            _call(_KEYCTL, _LINK, key, _USER_KEYRING)
        finally:
            _call(_KEYCTL, _UNLINK, key, _PROCESS_KEYRING)

    def erase(self, name: str) -> None:
        """See ``PasswordPlace``."""
        key = self._find(name)
        if key is not None:
            _call(_KEYCTL, _UNLINK, key, _USER_KEYRING)

    def _find(self, name: str) -> int | None:
        try:
            return _call(_KEYCTL, _SEARCH, _USER_KEYRING, _TYPE, _description(name), 0)
        except _Refused as refusal:
            if refusal.number in _ABSENT:
                return None
            raise


class _Refused(PlaceUnavailable):
    """The kernel does not do it: not built in, forbidden in this container, or the user's quota is used up."""

    def __init__(self, number: int) -> None:
        super().__init__(f"kernel keyring: {os.strerror(number)}")
        self.number = number


def _description(name: str) -> bytes:
    return b"mailclient:" + name.encode()


def _call(numbers: dict[str, int], *arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
    machine = platform.machine()
    # The numbers are those of 64-bit processes.
    if not sys.platform.startswith("linux") or machine not in numbers or sys.maxsize < 2**32:
        raise PlaceUnavailable(f"kernel keyring: not on {sys.platform} {machine}")
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result: int = library.syscall(ctypes.c_long(numbers[machine]), *words)
    if result < 0:
        raise _Refused(ctypes.get_errno())
    return result
