"""Where keys come from and are written to."""

import json
import stat
from pathlib import Path

import pytest

from mailclient.cli.context import Context, ExitCode
from mailclient.cli.key_files import import_all, write_out
from mailclient.mail.key import KeyImport
from mailclient.mail.problem import MailError, Problem, ProblemKind
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


def test_each_file_that_holds_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One of them keeps no other from being taken."""
    files = {str(tmp_path / name): name.encode() for name in ("nothing", "key", "other")}
    for name, data in files.items():
        Path(name).write_bytes(data)
    taken: list[bytes] = []

    def take(data: bytes) -> KeyImport:
        if data != b"key":
            raise MailError(Problem(ProblemKind.NO_KEYS))
        taken.append(data)
        return KeyImport()

    profile = Profile(tmp_path)
    code = import_all(Context(profile, Reader(profile.store)), list(files), take)
    told = json.loads(capsys.readouterr().out)["files"]
    assert (code, taken) == (ExitCode.PROBLEM, [b"key"])
    assert [one["file"] for one in told] == list(files)
    assert [one.get("problem") for one in told] == ["no_keys", None, "no_keys"]


def test_a_key_waits_for_its_certificate_and_what_is_left_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken: list[bytes] = []

    def take(data: bytes) -> KeyImport:
        if data == b"junk" or (data == b"key" and b"certificate" not in taken):
            raise MailError(Problem(ProblemKind.NO_KEYS))
        taken.append(data)
        return KeyImport()

    profile = Profile(tmp_path)
    names = ("key", "junk", "certificate")
    for name in names:
        (tmp_path / name).write_text(name)
    code = import_all(Context(profile, Reader(profile.store)), [str(tmp_path / name) for name in names], take)
    assert code is ExitCode.PROBLEM
    assert taken == [b"certificate", b"key"]
    said = capsys.readouterr()
    assert said.err.count("\n") == said.err.count("junk") == 1
    assert said.out.count('"problem"') == 1
