"""What this program knows of large providers: ``resources/providers.json``, facts that they publish themselves.

Known without asking anybody, so it comes before everything else: an address of such a provider is told to no server.
An entry says its servers as URLs (the port only where it is not the usual one), ``domains`` of its addresses, ``mx``:
the ends of the names of its mail exchangers, by which other domains that it serves are recognised. ``user``: the login
name is the "address" (usual) or the "name" before the @. ``notes`` are those of ``mail.discovery.Note``.
"""

import functools
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mailclient.mail.account import AccountKind, AccountSettings, Security, Server
from mailclient.mail.discovery import Note, Proposal, Step
from mailclient.mail.ports import USUAL_PORTS
from mailclient.resource import resource_path

_SECURITY = {"s": Security.TLS, "+starttls": Security.STARTTLS}


@dataclass(frozen=True, slots=True)
class KnownProvider:
    """``servers`` are without a user; "" in ``sign_in``: no sign-in with the browser."""

    name: str
    domains: frozenset[str]
    exchangers: tuple[str, ...]
    incoming: tuple[tuple[AccountKind, Server], ...]
    smtp: Server
    user_is_name: bool
    smtp_user_is_name: bool
    sign_in: str
    password: bool
    notes: tuple[Note, ...]
    app_password_url: str
    documentation: str

    def proposals(self, email: str, source: Step) -> tuple[Proposal, ...]:
        """IMAP first, then POP3, for this address; in a domain of somebody else's it is the login name itself."""
        name, _, domain = email.rpartition("@")
        own = domain.casefold() in self.domains
        first, second = (name, email) if self.user_is_name and own else (email, name)
        others: tuple[str, ...]
        user, smtp_user, others = first, name if self.smtp_user_is_name and own else email, (second,)
        if Note.LOCAL_BRIDGE in self.notes:  # it makes its own names
            user, smtp_user, others = "", "", ()
        return tuple(
            Proposal(
                AccountSettings(email, "", _as_user(server, user), _as_user(self.smtp, smtp_user), kind),
                source,
                provider=self.name,
                sign_in=self.sign_in,
                password=self.password,
                other_users=others,
                app_password_url=self.app_password_url,
                documentation=self.documentation,
                notes=tuple(note for note in self.notes if note is not Note.SWITCH_ON_POP3 or kind is AccountKind.POP3),
            )
            for kind, server in self.incoming
        )


def proposals_for(email: str) -> tuple[Proposal, ...]:
    """For an address whose domain is known; () otherwise. Asks nobody."""
    domain = email.rpartition("@")[2].strip().casefold()
    provider = next((one for one in known_providers() if domain in one.domains), None)
    return () if provider is None else provider.proposals(email.strip(), Step.PROVIDERS)


def provider_by_exchanger(host: str) -> KnownProvider | None:
    """Whose mail exchanger this is; the longest end of a name that fits decides."""
    fits = [
        (len(end), provider)
        for provider in known_providers()
        for end in provider.exchangers
        if host == end or host.endswith(f".{end}")
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


@functools.cache
def known_providers() -> tuple[KnownProvider, ...]:
    """All, in the order of the file."""
    return tuple(_provider(entry) for entry in json.loads(resource_path("providers.json").read_text("utf-8")))


def _provider(entry: dict[str, Any]) -> KnownProvider:
    kinds = ((AccountKind.IMAP, entry.get("imap")), (AccountKind.POP3, entry.get("pop3")))
    return KnownProvider(
        name=entry["name"],
        domains=frozenset(entry["domains"]),
        exchangers=tuple(entry.get("mx", ())),
        incoming=tuple((kind, _server(url)) for kind, url in kinds if url),
        smtp=_server(entry["smtp"]),
        user_is_name=entry.get("user") == "name",
        smtp_user_is_name=entry.get("smtp_user", entry.get("user")) == "name",
        sign_in=entry.get("sign_in", ""),
        password=entry.get("password", True),
        notes=tuple(Note(note) for note in entry.get("notes", ())),
        app_password_url=entry.get("app_password", ""),
        documentation=entry.get("help", ""),
    )


def _server(url: str) -> Server:
    parts = urlsplit(url)
    protocol = next(name for name in ("imap", "pop3", "smtp") if parts.scheme.startswith(name))
    security = _SECURITY[parts.scheme.removeprefix(protocol)]
    return Server(parts.hostname or "", parts.port or USUAL_PORTS[protocol, security], security, "")


def _as_user(server: Server, user: str) -> Server:
    return Server(server.host, server.port, server.security, user)
