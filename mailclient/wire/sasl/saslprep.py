"""SASLprep (RFC 4013): one spelling for user names and passwords that look the same."""

import stringprep
import unicodedata

_PROHIBITED = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


class Unpreparable(ValueError):  # noqa: N818  it says what is wrong
    """The text holds what SASLprep does not allow."""


def saslprep(text: str) -> str:
    """``text`` as a "stored string": unassigned code points (of Unicode 3.2) are not allowed. Raises Unpreparable."""
    if text.isascii() and text.isprintable():
        return text
    mapped = "".join(_mapped(char) for char in text)
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    for char in prepared:
        if stringprep.in_table_a1(char) or any(table(char) for table in _PROHIBITED):
            raise Unpreparable(f"U+{ord(char):04X} is not allowed")
    _check_direction(prepared)
    return prepared


def _mapped(char: str) -> str:
    if stringprep.in_table_c12(char):
        return " "
    return "" if stringprep.in_table_b1(char) else char


def _check_direction(text: str) -> None:
    """RFC 3454 section 6: right-to-left text stands alone and has both ends in its own hands."""
    right_to_left = [stringprep.in_table_d1(char) for char in text]
    if not any(right_to_left):
        return
    if any(stringprep.in_table_d2(char) for char in text) or not (right_to_left[0] and right_to_left[-1]):
        raise Unpreparable("directions are mixed")
