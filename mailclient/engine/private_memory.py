"""Keeps the engine's memory, where passwords and tokens are, out of crash dumps and from other programs of the user."""

import ctypes
import sys

_PR_SET_DUMPABLE = 4
"""linux/prctl.h"""


def keep_memory_private() -> None:
    """No core file whatever the user's limit says; on Linux nobody but root may trace this process or read its memory.

    Where the system does not know this (Windows), nothing happens: its dumps are made by a debugger only.
    """
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if sys.platform == "linux":
        # A handler that core_pattern names gets a core whatever the limit is, but not of such a process.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
