"""How this user reads, in this profile: size of the text, links without tracking, pictures from the web."""

from enum import StrEnum

from mailclient.gui.window_state import WindowState

SMALLEST, LARGEST = -4, 20
"""Steps of the text's size, a tenth each."""


class RemotePolicy(StrEnum):
    """When pictures from the web are loaded without being asked for."""

    ALLOWED_SENDERS = "allowed_senders"
    """From senders that the user has allowed for always."""
    ALWAYS = "always"
    """From all about whom nothing is odd."""
    NEVER = "never"
    """Not even from those."""


class ReadingChoices:
    """Typed access to what the window remembers; every message that is shown looks anew."""

    def __init__(self, state: WindowState) -> None:
        self._state = state

    @property
    def zoom(self) -> int:
        """Steps larger or smaller than usual."""
        try:
            step = int(self._state.text("zoom", "0"))
        except ValueError:
            return 0
        return max(SMALLEST, min(LARGEST, step))

    @zoom.setter
    def zoom(self, step: int) -> None:
        self._state.set_text("zoom", str(max(SMALLEST, min(LARGEST, step))))

    @property
    def cleans_links(self) -> bool:
        """Whether links are opened without what only tracks the one who clicks."""
        return self._state.text("clean_links", "no") == "yes"

    @cleans_links.setter
    def cleans_links(self, on: bool) -> None:
        self._state.set_text("clean_links", "yes" if on else "no")

    @property
    def remote(self) -> RemotePolicy:
        """When pictures from the web are loaded without being asked for."""
        known = {policy.value: policy for policy in RemotePolicy}
        return known.get(self._state.text("remote"), RemotePolicy.ALLOWED_SENDERS)

    @remote.setter
    def remote(self, policy: RemotePolicy) -> None:
        self._state.set_text("remote", policy.value)
