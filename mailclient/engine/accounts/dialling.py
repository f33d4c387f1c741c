"""What a connection needs from the keyring before it is made: a proxy's password, a client certificate's passphrase.

Looked up for each connection and kept nowhere else.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from mailclient.engine.secrets.credentials import Credentials, certificate_entry, proxy_entry
from mailclient.mail.account import AccountSettings, Secret, Server
from mailclient.mail.problem import MailError
from mailclient.transport.client_key import Keys
from mailclient.transport.stream import Dial, Stream


def dialling(connect: Callable[[Server, Keys], Awaitable[Stream]], credentials: Credentials) -> Dial:
    """``connect`` with what the keyring has for it."""

    async def dial(server: Server) -> Stream:
        names = proxy_entry(server), certificate_entry(server)
        proxy, passphrase = [await credentials.entries.read(name) if name else None for name in names]
        return await connect(server, Keys(proxy, passphrase))

    return dial


@asynccontextmanager
async def on_trial(
    credentials: Credentials, settings: AccountSettings, proxy_password: str, passphrase: str, *, keep: bool = True
) -> AsyncIterator[None]:
    """Keep these ("": what there is stays) so that they can be used inside.

    When that fails, and without ``keep`` in any case, what was before is there again.
    """
    given: dict[str, Secret] = {}
    for server in (settings.incoming, settings.smtp):
        for name, value in ((proxy_entry(server), proxy_password), (certificate_entry(server), passphrase)):
            if name and value:
                given[name] = Secret(value)
    before = {name: await credentials.entries.read(name) for name in given}
    kept = False
    try:
        for name, secret in given.items():
            await credentials.entries.write(name, secret)
        yield
        kept = keep
    finally:
        if not kept:
            for name, earlier in before.items():
                await _restore(credentials, name, earlier)


async def _restore(credentials: Credentials, name: str, earlier: Secret | None) -> None:
    try:
        if earlier is None:
            await credentials.entries.erase(name)
        else:
            await credentials.entries.write(name, earlier)
    except MailError:
        # A keyring that could be written a moment ago: what is left there opens nothing without its account.
        return
