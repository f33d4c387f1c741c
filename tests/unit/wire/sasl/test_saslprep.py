"""SASLprep: the examples of RFC 4013 section 3, and texts people use."""

import pytest

from mailclient.wire.sasl.saslprep import Unpreparable, saslprep


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("I\u00adX", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u3000b", "a b"),
        ("\u1107\u1175\u1106\u1175\u11af", "비밀"),
        ("Ａ", "A"),
        ("\u0627\u0628", "\u0627\u0628"),
        ("", ""),
    ],
)
def test_prepared(text: str, prepared: str) -> None:
    assert saslprep(text) == prepared


@pytest.mark.parametrize("text", ["\u0007", "\u0627\u0031", "a\u0627", "\ue000", "\ud800", "🦊", "\u206a"])
def test_refused(text: str) -> None:
    with pytest.raises(Unpreparable):
        saslprep(text)
