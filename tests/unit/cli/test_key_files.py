"""Where keys are written to."""

import stat
from pathlib import Path

from mailclient.cli.context import Context
from mailclient.cli.key_files import write_out
from mailclient.profile import Profile
from mailclient.store.reader import Reader


def test_a_secret_key_is_for_its_owner_alone_also_in_a_file_that_was_there(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    context = Context(profile, Reader(profile.store))
    for name in ("new", "old"):
        path = tmp_path / name
        if name == "old":
            path.write_text("x")
            path.chmod(0o644)
        write_out(context, str(path), b"secret")
        assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (0o600, b"secret")
