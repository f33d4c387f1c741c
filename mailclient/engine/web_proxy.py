"""The proxy of what the engine asks the web for on nobody's account: lists of certificates, keys of others."""

from mailclient.mail.proxy import Proxy
from mailclient.store.reader import Reader


def web_proxy(reader: Reader) -> Proxy | None:
    """Where an account goes through a proxy, this goes through it, too: who wants that does not want to be seen."""
    return next((one for account in reader.accounts() if (one := account.settings.incoming.proxy) is not None), None)
