"""The engine's own process, but for two things: one password fits all, and it can be told at which commit to die.

    MAIL_TEST_PASSWORD   the password of every login
    MAIL_TEST_DEATH      a file that says when, if anything: "before:NAME", "after:NAME" (a transaction's name, also of
                         one that copies) or "after:NUMBER" (the nth commit of those that do not)

It dies by SIGKILL, so nothing is tidied up. The file is read at each transaction: to kill an engine that has been
running for a while costs less than to start one for it.
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
    """See the module. Keys that seal are kept from one life to the next, beside the profile."""

    async def read(self, name: str) -> Secret | None:
        if not name.startswith("seal:"):
            return Secret(os.environ["MAIL_TEST_PASSWORD"])
        kept = self._file(name)
        return Secret(kept.read_text()) if kept.exists() else None

    async def write(self, name: str, secret: Secret) -> None:
        if name.startswith("seal:"):
            self._file(name).write_text(secret.reveal())

    def _file(self, name: str) -> Path:
        return Path(sys.argv[1]).with_suffix(f".{name.split(':')[1]}")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make_mortal(deaths: Path) -> None:
    live = Writer.transaction
    count = 0

    def die_if(now: str) -> None:
        if deaths.exists() and deaths.read_text() == now:
            die()

    async def mortal(self: Writer, name: str, *rest: Any, **more: Any) -> Any:
        nonlocal count
        die_if(f"before:{name}")
        result = await live(self, name, *rest, **more)
        count += 1
        die_if(f"after:{name}")
        die_if(f"after:{count}")
        return result

    copying = Writer.copying

    async def mortal_copying(self: Writer, name: str, *rest: Any, **more: Any) -> Any:
        die_if(f"before:{name}")
        result = await copying(self, name, *rest, **more)
        die_if(f"after:{name}")
        return result

    Writer.transaction = mortal  # type: ignore[method-assign]
    Writer.copying = mortal_copying  # type: ignore[method-assign]


def main() -> int:
    process._real_outside = lambda *_: Outside(dial=dial, credentials=Credentials(OnePassword()))
    if deaths := os.environ.get("MAIL_TEST_DEATH"):
        make_mortal(Path(deaths))
    return process.run(Profile(Path(sys.argv[1])), demo=False)


if __name__ == "__main__":
    sys.exit(main())
