"""How wide chips are: each is measured once, for a thousand of them take 20 ms."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QFontMetrics

from mailclient.gui.composer.recipients.chip import Chip, chip_fonts
from mailclient.gui.composer.recipients.recipient import Recipient
from mailclient.mail.key import Readiness
from mailclient.mail.recipient_doubts import Doubt


class ChipWidths:
    """Of one field; remembers those that were asked for last."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Recipient, tuple[Doubt, ...], tuple[bool, bool], int]] = {}
        """By identity: the chip as it was measured, and its width."""

    def of(
        self,
        chips: Sequence[Recipient],
        doubts_of: Mapping[str, tuple[Doubt, ...]],
        readiness_of: Mapping[str, Readiness],
        *,
        brief: bool,
    ) -> list[int]:
        """Pixels they would like to have, in their order."""
        name, detail = map(QFontMetrics, chip_fonts())
        before, self._known = self._known, {}
        widths = []
        for chip in chips:
            doubts, readiness = doubts_of.get(chip.key, ()), readiness_of.get(chip.key)
            form = (brief, readiness is not None)
            found = before.get(id(chip))
            if found is None or found[0] is not chip or found[1:3] != (doubts, form):
                measured = Chip(chip, doubts, brief=brief, readiness=readiness).width(name, detail)
                found = (chip, doubts, form, measured)
            self._known[id(chip)] = found
            widths.append(found[3])
        return widths
