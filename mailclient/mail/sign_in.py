"""Signing in with the provider's own page in the browser instead of a password (OAuth 2, RFC 6749, RFC 8252)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where and as which program an account signs in; nothing here is secret.

    ``provider`` is one of ``resources/sign_in.json`` ("google" …), "" for one the user has described. ``client_id`` is
    how the provider knows this program (RFC 6749 section 2.2); "" when neither this build nor the user has one: then
    signing in is CLIENT_ID_MISSING. Both URLs are https. ``parameters`` are further ones of the authorization request,
    as "name=value". ``redirect``: on this computer, where the browser comes
    back to; without a port one is found (RFC 8252 section 7.3). Some providers know "localhost" only.
    """

    provider: str
    client_id: str
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    redirect: str = "http://127.0.0.1"
