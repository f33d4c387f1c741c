"""Sizes, in device-independent pixels."""

from typing import Final

SPACE_4: Final = 4
SPACE_8: Final = 8
SPACE_12: Final = 12
SPACE_16: Final = 16
SPACE_24: Final = 24

RADIUS_CONTROL: Final = 6
RADIUS_CARD: Final = 10

TEXT_META: Final = 12
TEXT_UI: Final = 13
TEXT_BODY: Final = 15
TEXT_SUBJECT: Final = 20
BODY_LINE_HEIGHT: Final = 1.55

WEIGHT_NORMAL: Final = 400
WEIGHT_STRONG: Final = 600

ICON_SMALL: Final = 16
ICON: Final = 20

HEADER_HEIGHT: Final = 48
"""Of each column's own header."""
BAR_HEIGHT: Final = 36
"""Of a bar that tells something: blocked pictures, an account's problem."""
CONTROL_HEIGHT: Final = 32
"""Of buttons and fields."""
FOCUS_RING: Final = 2
ACCENT_BAR: Final = 3
"""The mark at the left of what is selected."""

SIDEBAR_WIDTH: Final = 220
LIST_WIDTH: Final = 380
READER_BODY_WIDTH: Final = 760

WIDE_WINDOW: Final = 1100
"""From here on three columns; below, the reader opens over the list."""
NARROW_WINDOW: Final = 720
"""Below, one column with a way back."""
