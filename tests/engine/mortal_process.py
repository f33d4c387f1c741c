"""The engine's own process, but for two things: one password fits all, and it can be told at which commit to die.

    MAIL_TEST_PASSWORD   the password of every login
    MAIL_TEST_DEATH      "before:NAME", "after:NAME" (a transaction's name, also of one that copies) or "after:NUMBER"
                         (the nth commit of those that do not)

It dies by SIGKILL, so nothing is tidied up.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from mailclient.engine import process
from mailclient.engine.outside import Outside
from mailclient.engine.secrets.credentials import Credentials
from mailclient.engine.secrets.entries import MemoryEntries
from mailclient.mail.account import Secret
from mailclient.profile import Profile
from mailclient.store.writer import Writer
from mailclient.transport.connect import dial


class OnePassword(MemoryEntries):
    """See the module."""

    async def read(self, name: str) -> Secret | None:
        del name
        return Secret(os.environ["MAIL_TEST_PASSWORD"])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make_mortal(death: str) -> None:
    when, _, name = death.partition(":")
    live = Writer.transaction
    count = 0

    async def mortal(self: Writer, name_now: str, *rest: Any, **more: Any) -> Any:
        nonlocal count
        if when == "before" and name_now == name:
            die()
        result = await live(self, name_now, *rest, **more)
        count += 1
        if when == "after" and name in (name_now, str(count)):
            die()
        return result

    copying = Writer.copying

    async def mortal_copying(self: Writer, name_now: str, *rest: Any, **more: Any) -> Any:
        if when == "before" and name_now == name:
            die()
        result = await copying(self, name_now, *rest, **more)
        if when == "after" and name_now == name:
            die()
        return result

    Writer.transaction = mortal  # type: ignore[method-assign, assignment]
    Writer.copying = mortal_copying  # type: ignore[method-assign, assignment]


def main() -> int:
    process._real_outside = lambda *_: Outside(dial=dial, credentials=Credentials(OnePassword()))
    if death := os.environ.get("MAIL_TEST_DEATH"):
        make_mortal(death)
    return process.run(Profile(Path(sys.argv[1])), demo=False)


if __name__ == "__main__":
    sys.exit(main())
