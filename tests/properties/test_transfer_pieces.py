"""A large part decoded piece by piece says what it says when it is decoded whole, wherever it was cut."""

import base64
import itertools

from hypothesis import given
from hypothesis import strategies as st

from mailclient.mime.transfer import decode_pieces, decode_transfer

NEARLY_BASE64 = st.one_of(
    st.binary(max_size=300).map(base64.encodebytes),
    st.text("ABab01+/-_= \r\n!", max_size=60).map(str.encode),
    st.tuples(st.binary(max_size=40).map(base64.b64encode), st.binary(max_size=10)).map(b"\r\n".join),
)


@given(NEARLY_BASE64, st.lists(st.integers(0, 400)), st.sampled_from(["base64", "BASE64", "quoted-printable", "8bit"]))
def test_pieces(data: bytes, cuts: list[int], encoding: str) -> None:
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[first:last] for first, last in itertools.pairwise(places)]
    size, decoded = decode_pieces(lambda: iter(pieces), encoding)
    whole = b"".join(decoded)
    assert whole == decode_transfer(data, encoding)
    assert size == len(whole)
