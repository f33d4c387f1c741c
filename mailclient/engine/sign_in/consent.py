"""One sign-in: the browser opens the provider's page, comes back with a code, and the code becomes tokens."""

from collections.abc import Callable

from mailclient.engine.sign_in.authorization import Authorization, check_usable, code_of
from mailclient.engine.sign_in.token_endpoint import TokenEndpoint
from mailclient.engine.sign_in.tokens import Tokens
from mailclient.mail.sign_in import SignIn
from mailclient.sign_in_providers import build_secret
from mailclient.transport.redirect_listener import RedirectListener

CONSENT_SECONDS = 600.0
"""For the user at the provider's page: password, second factor, reading what is asked."""


async def consent(
    sign_in: SignIn,
    email: str,
    client_secret: str,
    farewell: str,
    browser_needed: Callable[[str], None],
    endpoint: TokenEndpoint,
    seconds: float = CONSENT_SECONDS,
) -> Tokens:
    """Ask the user by ``browser_needed`` to open an address, and wait; the tokens. Cancel it to give up.

    ``MailError``: CLIENT_ID_MISSING, SIGN_IN_REFUSED, TIMED_OUT, and those of ``TokenEndpoint.exchange``.
    """
    check_usable(sign_in)
    attempt = Authorization()
    listener = await RedirectListener.open(sign_in.redirect, attempt.state, farewell)
    try:
        browser_needed(attempt.url(sign_in, listener.uri, email))
        code = code_of(await listener.answer(seconds), sign_in)
        secret = client_secret or build_secret(sign_in)
        return await endpoint.exchange(sign_in, email, code, attempt.verifier, listener.uri, secret)
    finally:
        await listener.close()
