"""What can go wrong in a mechanism."""


class UnexpectedChallenge(Exception):  # noqa: N818  it says what happened
    """The server says what the mechanism does not allow; the exchange must be cancelled with "*"."""


class ServerUnproven(UnexpectedChallenge):
    """The server does not know the password it should know: somebody else may be speaking."""
