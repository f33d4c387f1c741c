"""The demonstration: two mailboxes full of sample mail, served inside the engine process.

``mailclient --demo`` gives the engine ``demo_dial`` in place of the network: an IMAP and a submission server over
memory streams, so that everything can be tried with no network and no password. The client's own code is the same
as for a real server; nothing in it knows of the demonstration but the place that chooses how to dial. All mail is
kept in memory and made anew, with dates relative to now, at each start. May import ``mailclient.mail``,
``mailclient.mime``, ``mailclient.transport`` and ``mailclient.resource``; only ``engine.process`` may import it.
Read ``world.py`` first.
"""

import functools

from mailclient.demo.accounts import DEMO_PASSWORD, PEOPLE_CARDS, demo_accounts
from mailclient.demo.keys import lay_out_keys
from mailclient.demo.world import DemoWorld, local_clock
from mailclient.mail.account import Server
from mailclient.transport.stream import Stream

__all__ = ["DEMO_PASSWORD", "PEOPLE_CARDS", "DemoWorld", "demo_accounts", "demo_dial", "demo_web", "lay_out_keys"]


@functools.cache
def _world() -> DemoWorld:
    """The one world of this process, made when it is first dialled."""
    return DemoWorld(local_clock)


async def demo_dial(server: Server) -> Stream:
    """A new connection to the in-process server: submission on port 465, IMAP on any other. TLS counts as done."""
    return _world().dial(server)


async def demo_web(server: Server) -> Stream:
    """A new connection to one of the web servers that the sample mail names."""
    return _world().dial_web(server)
