"""The keys of the demonstration: a GnuPG home of its own in the demonstration's profile, and an own certificate.

The home is copied as it is, five small files: no gpg runs before a protected message is opened.
"""

import shutil
from pathlib import Path

from mailclient.resource import resource_path

AUTHORITY = resource_path("demo", "keys", "authority.pem")
"""The root that the certificates of the sample mail lead to."""

OWN_CERTIFICATE = resource_path("demo", "keys", "alice.p12")
CERTIFICATE_PASSPHRASE = "harbour"  # noqa: S105  it is printed in the NOTICE beside it

_HOME = "gnupg"
"""Short: gpg's agent opens a socket below it, whose path must not be longer than 107 bytes."""


def lay_out_keys(directory: Path) -> Path:
    """Make the home below ``directory``, for its owner alone, unless it is there; where it is. ``OSError``."""
    home = directory / _HOME
    if home.exists():
        return home
    home.mkdir(mode=0o700)
    for source in sorted(resource_path("demo", "keys", "gnupg").rglob("*")):
        target = home / source.relative_to(resource_path("demo", "keys", "gnupg"))
        if source.is_dir():
            target.mkdir(mode=0o700)
        else:
            shutil.copyfile(source, target)
            target.chmod(0o600)
    return home
