"""The names of flags on the command line and in JSON: "seen", "flagged", "not_junk" …"""

from mailclient.mail.flag import Flag

FLAG_NAMES: dict[str, Flag] = {flag.name.lower(): flag for flag in Flag if flag.name is not None}
"""All that have a bit."""


def names_of(bits: Flag) -> list[str]:
    """The names of the flags that are set."""
    return [name for name, flag in FLAG_NAMES.items() if flag in bits]
