"""The providers at which this build can sign in with the browser: ``resources/sign_in.json``, as they document it.

No client id of anybody else's is in it: how a provider knows a program is given to whoever registers it. Who packages
the program writes the own one into the file (``client_id``; and ``client_secret``, which Google gives to installed
programs and does not take for a secret: everybody who has the program has it). Without one the user may give an own.
"""

import functools
import json
from dataclasses import dataclass, field, replace

from mailclient.mail.sign_in import SignIn
from mailclient.resource import resource_path


@dataclass(frozen=True, slots=True)
class Provider:
    """``sign_in.client_id`` is "" when this build has none. ``documentation``: where a client id is to be had.

    ``domains``: those of its addresses; it serves others, too, which only finding the servers tells. ``hosts``: its
    mail servers; its tokens are for them alone.
    """

    name: str
    sign_in: SignIn
    domains: tuple[str, ...]
    hosts: tuple[str, ...]
    documentation: str
    client_secret: str = field(default="", repr=False)

    def with_client(self, client_id: str) -> SignIn:
        """The same with the user's own client id; "" leaves the build's."""
        return replace(self.sign_in, client_id=client_id) if client_id else self.sign_in


@functools.cache
def providers() -> dict[str, Provider]:
    """By ``SignIn.provider``: "google" …"""
    read = json.loads(resource_path("sign_in.json").read_text("utf-8"))
    return {name: _provider(name, entry) for name, entry in read.items()}


def provider_of(email: str) -> Provider | None:
    """Where an address of this domain signs in, as far as the domain alone tells; without asking anybody."""
    domain = email.rpartition("@")[2].casefold()
    return next((provider for provider in providers().values() if domain in provider.domains), None)


def sign_in_at(host: str) -> str:
    """``SignIn.provider`` of the provider that has this mail server; "" for none that we know."""
    found = (name for name, provider in providers().items() if host.casefold() in provider.hosts)
    return next(found, "")


def tokens_are_for(sign_in: SignIn, host: str) -> bool:
    """Whether what is granted there may be shown to this mail server.

    Who has such a token reads all mail: it must not go where a typing error, a file from the network or the settings of
    somebody else lead. A provider that the user has described is told nothing about by us.
    """
    provider = providers().get(sign_in.provider)
    return provider is None or host.casefold() in provider.hosts


def build_secret(sign_in: SignIn) -> str:
    """The client secret that belongs to the client id of this build; "" for every other client id."""
    provider = providers().get(sign_in.provider)
    if provider is None or provider.sign_in.client_id != sign_in.client_id:
        return ""
    return provider.client_secret


def provider_name(sign_in: SignIn) -> str:
    """As people know it; of a provider that the user has described the host."""
    provider = providers().get(sign_in.provider)
    return provider.name if provider is not None else sign_in.authorize_url.partition("//")[2].partition("/")[0]


def _provider(name: str, entry: dict[str, str | list[str]]) -> Provider:
    def text(key: str) -> str:
        return str(entry[key])

    def words(key: str) -> tuple[str, ...]:
        return tuple(entry[key])

    urls = (text("authorize_url"), text("token_url"))
    sign_in = SignIn(name, text("client_id"), *urls, words("scopes"), words("parameters"), text("redirect"))
    return Provider(
        text("name"), sign_in, words("domains"), words("hosts"), text("documentation"), text("client_secret")
    )
