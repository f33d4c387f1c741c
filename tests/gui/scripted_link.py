"""A link without an engine: it notes what it is told and says what the test wants."""

from mailclient.bridge import commands, events
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import OperationId
from mailclient.profile import Profile


class ScriptedLink(EngineLink):
    """``sent`` holds every command in order; ``deliver`` (inherited) is the engine speaking."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(profile)
        self.sent: list[commands.AnyCommand] = []
        self.starts = 0

    def start(self) -> None:
        """No process."""
        self.starts += 1

    def _write(self, command: commands.AnyCommand) -> None:
        self.sent.append(command)

    def last(self, kind: type[commands.Command]) -> commands.Command:
        """The newest command of this kind; IndexError when none was sent."""
        return [command for command in self.sent if isinstance(command, kind)][-1]

    def acknowledge_all(self) -> None:
        """Say that every operation is on disk."""
        for command in list(self._unacknowledged):
            self.deliver(events.Acknowledged(OperationId(getattr(command, "operation_id"))))  # noqa: B009
