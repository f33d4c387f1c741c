"""What ``mailclient compose`` asks the window for."""

import io
from pathlib import Path

import pytest

from mailclient.bridge.compose_request import ComposeRequest
from mailclient.cli.context import ExitCode
from mailclient.cli.verbs.compose import request_of


def test_everything_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "보고서 1.pdf").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("Hello\nyou\0"))
    people = ("--to", "a@b.org", "--to", "c@d.org", "--cc", "e@f.org", "--bcc", "g@h.org")
    files = ("--attach", "보고서 1.pdf", "--attach", (tmp_path / "보고서 1.pdf").as_uri())
    found = request_of([*people, *files, "--subject", "a\r\nBcc: x@y.z", "--body", "-"])
    path = str(tmp_path / "보고서 1.pdf")
    assert found == ComposeRequest(
        to="a@b.org, c@d.org",
        cc="e@f.org",
        bcc="g@h.org",
        subject="a Bcc: x@y.z",
        body="Hello\nyou",
        files=(path, path),
    )


def test_a_mailto_address_never_attaches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_text("")
    url = f"mailto:a@b.org?attach={tmp_path / 'x'}"
    assert request_of(["--", url]) == ComposeRequest(mailto=url)
    assert request_of(["--attach", str(tmp_path / "x"), url]) == ExitCode.USAGE
    assert request_of(["https://example.org"]) == ExitCode.USAGE
    assert "mailto" in capsys.readouterr().err


def test_what_is_no_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert request_of(["--attach", str(tmp_path)]) == ExitCode.USAGE
    assert request_of(["--attach", "/dev/zero"]) == ExitCode.USAGE
    assert request_of(["--attach", "gone"]) == ExitCode.USAGE
    assert "gone" in capsys.readouterr().err


def test_nothing_given_opens_an_empty_message() -> None:
    assert request_of([]) == ComposeRequest()
