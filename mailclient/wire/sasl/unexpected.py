"""The one thing that can go wrong in a mechanism."""


class UnexpectedChallenge(Exception):  # noqa: N818  it says what happened
    """The server asks once more than the mechanism has answers; the exchange must be cancelled with "*"."""
