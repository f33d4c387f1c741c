"""Why a proxy does not make a connection."""


class ProxyRefused(Exception):  # noqa: N818  it says what happened
    """``login``: because of the user name or password. The text is technical and holds no secret."""

    def __init__(self, reason: str, *, login: bool = False) -> None:
        super().__init__(reason)
        self.login = login
