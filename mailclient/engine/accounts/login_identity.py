"""Who logs in, with what the connection gives to tie the login to it."""

from mailclient.mail.account import Secret, Security, Server
from mailclient.transport.tls import TlsFacts
from mailclient.wire.sasl.choice import Identity
from mailclient.wire.sasl.scram import ChannelBinding


def identity(server: Server, secret: Secret, tls: TlsFacts | None) -> Identity:
    """For ``wire.sasl.choice``; ``tls``: of the stream the login goes over."""
    bindings = tuple(ChannelBinding(name, data) for name, data in tls.bindings.items()) if tls else ()
    return Identity(server, secret, server.security is not Security.NONE, bindings)
