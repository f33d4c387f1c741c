"""Where the user's own keys are."""

import os
from pathlib import Path


def users_home() -> Path:
    """GnuPG's home; it may not be there yet."""
    if named := os.environ.get("GNUPGHOME"):
        return Path(named)
    return Path(os.environ.get("APPDATA", ""), "gnupg") if os.name == "nt" else Path.home() / ".gnupg"
