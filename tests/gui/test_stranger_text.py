"""Names that strangers give themselves do not look like what the window says of them."""

import pytest

from mailclient.gui.message_view.stranger_text import label_text, signer_text
from mailclient.mail.address import Address


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna \u2705", "Anna"),
        ("\U0001f512 Anna \u2714\ufe0f", "Anna"),
        ("\u2611\ufe0f", "anna@x.example"),
        ("안나 \U0001f338", "안나 \U0001f338"),
    ],
)
def test_a_name_bears_no_seal(name: str, shown: str) -> None:
    assert label_text(Address(name, "anna@x.example")) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna · key checked by you", "Anna key checked by you"),
        ("Anna \u2714\ufe0f | verified", "Anna verified"),
        ("Dr. Anna O’Neill-Müller (Sales)", "Dr. Anna O’Neill-Müller (Sales)"),
        ("김민지", "김민지"),
        ("\u202e\u2705·", ""),
    ],
)
def test_a_signer_writes_no_part_of_the_mark(name: str, shown: str) -> None:
    assert signer_text(name) == shown
