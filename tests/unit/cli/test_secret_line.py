import io
import sys

import pytest

from mailclient.cli.context import UsageError
from mailclient.cli.secret_line import secret_line


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_secrets_are_lines_after_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, "Öffne dich\r\nsecond\n".encode())
    assert (secret_line(), secret_line()) == ("Öffne dich", "second")


def test_an_empty_line_is_a_passphrase_only_where_there_may_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"\n\n")
    assert secret_line(may_be_empty=True) == ""
    with pytest.raises(UsageError):
        secret_line()


def test_the_end_of_stdin_is_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, b"")
    with pytest.raises(UsageError):
        secret_line(may_be_empty=True)
