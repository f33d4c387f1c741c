"""The engine's own process with a mistake: the first login check fails by an error that is none of ours to expect."""

import sys
from pathlib import Path

from mailclient.engine import account_book, process
from mailclient.mail.account import AccountSettings, Secret
from mailclient.profile import Profile
from mailclient.transport.stream import Dial


async def check_incoming(dial: Dial, settings: AccountSettings, password: Secret) -> None:
    """What a careless programmer might write; the secret itself is wrapped, so that showing it shows nothing."""
    local_copy = password.reveal()
    raise ValueError("cannot log in with", settings, password, dial, len(local_copy))


if __name__ == "__main__":
    account_book.check_incoming = check_incoming  # type: ignore[attr-defined]
    sys.exit(process.run(Profile(Path(sys.argv[1])), demo=False))
