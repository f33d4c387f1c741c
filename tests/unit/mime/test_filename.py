"""File names made safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailclient.mime.filename import NAME_BYTES, safe_filename


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("한글 문서.hwp", "한글 문서.hwp"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("a/b\\", "attachment.pdf"),
        ("", "attachment.pdf"),
        (".", "attachment.pdf"),
        ("..", "attachment.pdf"),
        (".bashrc", "_.bashrc"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("a.exe . .", "a.exe"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("a\x00b\nc.txt", "abc.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("  two   spaces .txt", "two spaces .txt"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_filename(name, "application/pdf") == safe


def test_decomposed_hangul_is_composed() -> None:
    assert safe_filename("한글.txt") == "한글.txt"


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_filename("가" * 300 + ".pdf")
    assert name.endswith("가.pdf")
    assert len(name.encode()) <= NAME_BYTES


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("message/rfc822", "attachment.eml"), ("image/jpeg", "attachment.jpg"), ("x/unknown", "attachment")],
)
def test_a_missing_name_gets_an_extension(media_type: str, name: str) -> None:
    assert safe_filename("", media_type) == name


@given(st.text(max_size=400))
def test_any_name_is_one_component(name: str) -> None:
    safe = safe_filename(name)
    assert safe
    assert safe not in (".", "..")
    assert not set(safe) & set('/\\:*?"<>|\x00\n\r')
    assert len(safe.encode()) <= NAME_BYTES + 1
    assert safe_filename(safe) == safe
