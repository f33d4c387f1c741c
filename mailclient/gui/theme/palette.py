"""The colours, light and dark. Rules: no other file names a colour; each pair of ``TEXT_PAIRS`` reaches WCAG AA."""

from dataclasses import asdict, dataclass

_ACCOUNT_ORDER = (0, 3, 2, 5, 4, 1, 6)
"""So that neighbours differ."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#RRGGBB". A ``…_ground`` is a background; ``tint`` is the ground of what is selected."""

    dark: bool
    sidebar: str
    sidebar_hover: str
    sidebar_tint: str
    list: str
    list_hover: str
    reader: str
    raised: str
    """Menus, dialogs' cards, completions."""
    field: str
    """The ground of what one types into."""
    hairline: str
    outline: str
    """Around a field or a secondary button."""
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    """Text and links in the accent; the accent itself is only a ground or a mark."""
    on_accent: str
    """Text on the accent colour."""
    tint: str
    danger: str
    danger_ground: str
    warning: str
    warning_ground: str
    good: str
    """What went well, what is protected."""
    toast: str
    on_toast: str
    toast_action: str
    thumb: str
    """The handle of a scroll bar."""
    thumb_hover: str
    star: str
    avatars: tuple[tuple[str, str], ...]
    """(ground, letter) of a person without a picture; take one by the address."""

    def account(self, place: int) -> str:
        """The colour of an account by its place among all: a letter's of the avatars, which is seen on any ground.

        The first one, the accent, is left out: it means unread.
        """
        return self.avatars[1 + _ACCOUNT_ORDER[place % len(_ACCOUNT_ORDER)]][1]

    def names(self) -> dict[str, str]:
        """The single colours by name, for the style sheet."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, str)}


LIGHT = Palette(
    dark=False,
    sidebar="#F4F5F8",
    sidebar_hover="#E9EBF0",
    sidebar_tint="#DEE8FC",
    list="#FFFFFF",
    list_hover="#F6F7FA",
    reader="#FFFFFF",
    raised="#FFFFFF",
    field="#F1F3F6",
    hairline="#E3E6EB",
    outline="#CDD2DA",
    text="#1B1F24",
    muted="#5B6470",
    accent="#2F6FEB",
    accent_hover="#2662D6",
    accent_pressed="#1F55BE",
    accent_text="#1F55BE",
    on_accent="#FFFFFF",
    tint="#E8F0FE",
    danger="#C0362C",
    danger_ground="#FDECEA",
    warning="#8A5A00",
    warning_ground="#FFF4D6",
    good="#1A7F4B",
    toast="#23272E",
    on_toast="#FFFFFF",
    toast_action="#9CC0FF",
    thumb="#C9CED6",
    thumb_hover="#A5ADB9",
    star="#D98E04",
    avatars=(
        ("#DCE8FD", "#1F4FAE"),
        ("#DDF1E6", "#17633D"),
        ("#FBE3E0", "#9A2A22"),
        ("#F9EBCD", "#734B00"),
        ("#ECE2FA", "#5F35A5"),
        ("#D8F0F2", "#125D66"),
        ("#FADFEC", "#96245F"),
        ("#E5E8ED", "#434B56"),
    ),
)

DARK = Palette(
    dark=True,
    sidebar="#17191D",
    sidebar_hover="#22252B",
    sidebar_tint="#243450",
    list="#1C1F24",
    list_hover="#23272D",
    reader="#1F2228",
    raised="#272B32",
    field="#272B32",
    hairline="#2D3138",
    outline="#414750",
    text="#E6E9ED",
    muted="#9BA5B2",
    accent="#7AA7FF",
    accent_hover="#93B8FF",
    accent_pressed="#A9C7FF",
    accent_text="#8FB5FF",
    on_accent="#0E1524",
    tint="#243450",
    danger="#FF8A80",
    danger_ground="#3D2625",
    warning="#F2C14E",
    warning_ground="#3A3220",
    good="#5CC98E",
    toast="#E6E9ED",
    on_toast="#1B1F24",
    toast_action="#1F55BE",
    thumb="#3E444D",
    thumb_hover="#575E69",
    star="#F2C14E",
    avatars=(
        ("#263B60", "#A9C7FF"),
        ("#1F4030", "#86DBAD"),
        ("#4C2A28", "#FFB1A9"),
        ("#463817", "#F5D07A"),
        ("#3B2D57", "#CDB4F7"),
        ("#1C4045", "#85D5DE"),
        ("#4A2739", "#F7AFD3"),
        ("#363B43", "#C6CCD4"),
    ),
)

_GROUNDS = (
    *("sidebar", "sidebar_hover", "sidebar_tint", "list", "list_hover", "reader", "raised", "field", "tint"),
    *("warning_ground", "danger_ground"),
)
TEXT_PAIRS = (
    *((colour, ground) for colour in ("text", "accent_text") for ground in _GROUNDS),
    *(("muted", ground) for ground in _GROUNDS[:9]),
    *(("danger", ground) for ground in ("list", "reader", "raised", "danger_ground")),
    *(("warning", ground) for ground in ("reader", "raised", "warning_ground")),
    *(("good", ground) for ground in ("reader", "raised")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("on_toast", "toast"),
    ("toast_action", "toast"),
)
"""(text, ground) by name: all the combinations the widgets use. The test computes each."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two "#RRGGBB" colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
