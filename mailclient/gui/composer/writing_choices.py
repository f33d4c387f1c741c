"""How this user writes, in this profile: how long a message can be taken back, its form, the quote, the signature."""

from enum import StrEnum

from mailclient.gui.window_state import WindowState

LONGEST_UNDO_SECONDS = 60
USUAL_UNDO_SECONDS = 5
USUAL_MANY = 20


class QuotePlace(StrEnum):
    """Where an answer is written."""

    BELOW = "below"
    """The quote stands below the new text."""
    ABOVE = "above"
    """The quote stands above, and the cursor below it."""


class SignaturePlace(StrEnum):
    """Where the signature stands in an answer."""

    IDENTITY = "identity"
    """As the identity says."""
    ABOVE_QUOTE = "above"
    BOTTOM = "bottom"
    NONE = "none"
    """Answers have none."""


class WritingChoices:
    """Typed access to what the window remembers; every composer that is opened looks anew."""

    def __init__(self, state: WindowState) -> None:
        self._state = state

    @property
    def undo_seconds(self) -> int:
        """How long a sent message waits, so that it can be taken back; 0: not at all."""
        return max(0, min(LONGEST_UNDO_SECONDS, self._number("undo_seconds", USUAL_UNDO_SECONDS)))

    @undo_seconds.setter
    def undo_seconds(self, seconds: int) -> None:
        self._state.set_text("undo_seconds", str(seconds))

    @property
    def plain(self) -> bool:
        """Whether new messages are plain text."""
        return self._state.text("plain_text") == "yes"

    @plain.setter
    def plain(self, on: bool) -> None:
        self._keep("plain_text", on)

    @property
    def monospace(self) -> bool:
        """Whether plain text is shown in letters of one width."""
        return self._state.text("plain_monospace") == "yes"

    @monospace.setter
    def monospace(self, on: bool) -> None:
        self._keep("plain_monospace", on)

    @property
    def quote(self) -> QuotePlace:
        """Where the quote stands."""
        known = {place.value: place for place in QuotePlace}
        return known.get(self._state.text("quote"), QuotePlace.BELOW)

    @quote.setter
    def quote(self, place: QuotePlace) -> None:
        self._state.set_text("quote", place.value)

    @property
    def signature(self) -> SignaturePlace:
        """Where the signature of an answer stands."""
        known = {place.value: place for place in SignaturePlace}
        return known.get(self._state.text("signature"), SignaturePlace.IDENTITY)

    @signature.setter
    def signature(self, place: SignaturePlace) -> None:
        self._state.set_text("signature", place.value)

    @property
    def receipt(self) -> bool:
        """Whether new messages ask for a read receipt."""
        return self._state.text("ask_receipt") == "yes"

    @receipt.setter
    def receipt(self, on: bool) -> None:
        self._keep("ask_receipt", on)

    @property
    def reports(self) -> bool:
        """Whether new messages ask the servers to tell of delivery."""
        return self._state.text("ask_reports") == "yes"

    @reports.setter
    def reports(self, on: bool) -> None:
        self._keep("ask_reports", on)

    @property
    def many(self) -> int:
        """From how many recipients on it is asked before sending; 0: never."""
        return max(0, self._number("many_recipients", USUAL_MANY))

    @many.setter
    def many(self, number: int) -> None:
        self._state.set_text("many_recipients", str(number))

    @property
    def inline(self) -> bool:
        """Whether answers are written below the message."""
        return self._state.text("answers") == "inline"

    @inline.setter
    def inline(self, on: bool) -> None:
        self._state.set_text("answers", "inline" if on else "window")

    @property
    def keeps_drafts(self) -> bool:
        """Whether a message that is closed is kept as a draft without a question."""
        return self._state.text("keep_drafts") == "yes"

    @keeps_drafts.setter
    def keeps_drafts(self, on: bool) -> None:
        self._keep("keep_drafts", on)

    def _keep(self, key: str, on: bool) -> None:
        self._state.set_text(key, "yes" if on else "no")

    def _number(self, key: str, usual: int) -> int:
        try:
            return int(self._state.text(key, str(usual)))
        except ValueError:
            return usual
