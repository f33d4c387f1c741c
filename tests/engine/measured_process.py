"""The engine's own process with one password for all, which measures itself and writes at the end what it took.

    MAIL_TEST_MEASURES   the file: JSON with "peak_bytes" of memory, "longest_step_seconds" of the loop, which step

Every server is here, whatever its host is called. A step's length is the processor time of the loop's thread, so that
it is the same on a busy machine.
"""

import asyncio
import dataclasses
import json
import os
import sys
import time
from pathlib import Path

from mailclient.mail.account import Server
from mailclient.transport.connect import dial
from mailclient.transport.stream import Stream
from tests.engine import mortal_process

_longest = 0.0
_what = ""
_live = asyncio.events.Handle._run


def _measured(self: asyncio.events.Handle) -> None:
    global _longest, _what
    began = time.thread_time()
    _live(self)
    took = time.thread_time() - began
    if took > _longest:
        _longest, _what = took, repr(self)


def _peak_bytes() -> int:
    # The kernel's ru_maxrss would be that of the process that started this one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))


async def _far(server: Server) -> Stream:
    return await dial(dataclasses.replace(server, host="localhost"))


def main() -> int:
    mortal_process.dial = _far  # type: ignore[attr-defined]
    asyncio.events.Handle._run = _measured  # type: ignore[method-assign]
    try:
        return mortal_process.main()
    finally:
        measures = {"peak_bytes": _peak_bytes(), "longest_step_seconds": _longest, "longest_step": _what}
        Path(os.environ["MAIL_TEST_MEASURES"]).write_text(json.dumps(measures))


if __name__ == "__main__":
    sys.exit(main())
