"""Blank lines of what is answered, as mail programs write them."""

import pytest

from mailclient.mime.plain_alternative import plain_alternative
from mailclient.mime.quoting import quotable


@pytest.mark.parametrize(
    "html",
    [
        "Hi,<div><br></div><div>see below</div>",  # Apple Mail
        "<b>Hi</b>,<div><div><br></div></div><div>see below</div>",
        "<div>Hi,</div><div><br></div><div>see below</div>",  # Gmail
        '<span>Hi,</span><div dir="auto"><br></div><div dir="auto">see below</div>',
        "Hi,<br><div><br></div><div>see below</div>",
        "<p>Hi,</p><p>&nbsp;</p><p>see below</p>",  # Outlook
    ],
)
def test_one_stays_one(html: str) -> None:
    assert plain_alternative(quotable(html).html) == "Hi,\n\nsee below"
