"""Drafts that are sealed on the disk, opened by the engine, with the pictures and small files kept beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec
from PySide6.QtCore import QObject

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import Problem, ProblemKind

_MOST_BYTES = 64 * 1024 * 1024
"""Of the files of a draft that are read into the composer; others stay where they are, and cannot be looked at."""

Opened = Callable[[DraftContent], object]
Missed = Callable[[Problem], object]


@dataclass(slots=True)
class _Request:
    command: commands.OpenDraft | commands.OpenDraftFile
    done: Callable[[events.Finished], object]
    failed: Missed
    pieces: list[bytes] = field(default_factory=list)


class Unsealing(QObject):
    """Sends ``OpenDraft`` and ``OpenDraftFile``, once more when there is an engine again. Nothing waits for it."""

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._running: dict[str, _Request] = {}
        link.received.connect(self._receive)

    def open(
        self,
        draft_id: DraftId,
        opened: Opened,
        missed: Missed,
        *,
        revision: int | None = None,
        most: float = _MOST_BYTES,
    ) -> None:
        """Read a draft, or an earlier text of it (which comes without its files). ``most``: bytes of kept files."""

        def done(answer: events.Finished) -> None:
            content = msgspec.msgpack.decode(answer.draft, type=DraftContent)
            if revision is None:
                self._bring_files(draft_id, content, opened, missed, most)
            else:
                opened(content)

        self._ask(_Request(commands.OpenDraft(fresh_request_id(), draft_id, revision), done, missed))

    def _bring_files(
        self, draft_id: DraftId, content: DraftContent, opened: Opened, missed: Missed, most: float
    ) -> None:
        """One after the other: a picture of the text, then what is attached, as long as there is room."""
        folder = str(self._link.profile.draft_files)
        files = {place: one for place, one in enumerate(content.files) if one.path.startswith(folder)}
        wanted = _within(files, most)
        made = list(content.files)
        for place, one in files.items():
            made[place] = msgspec.structs.replace(one, size=-1, modified_ns=-1)  # sealed it has another size

        def go_on(places: list[int]) -> None:
            if not places:
                opened(msgspec.structs.replace(content, files=tuple(made)))
                return
            place, *rest = places
            request_id = fresh_request_id()

            def done(_answer: events.Finished) -> None:
                data = b"".join(request.pieces)
                made[place] = msgspec.structs.replace(files[place], path="", data=data, size=-1, modified_ns=-1)
                go_on(rest)

            request = _Request(commands.OpenDraftFile(request_id, draft_id, files[place].path), done, missed)
            self._ask(request)

        go_on(wanted)

    def _ask(self, request: _Request) -> None:
        self._running[request.command.request_id] = request
        self._link.request(request.command, lambda answer: self._answered(request, answer))

    def _answered(self, request: _Request, answer: events.Finished | events.Failed) -> None:
        if isinstance(answer, events.Failed) and answer.problem.kind is ProblemKind.ENGINE_STOPPED:
            return  # asked again at ``Ready``
        self._running.pop(request.command.request_id, None)
        if isinstance(answer, events.Finished):
            request.done(answer)
        else:
            request.failed(answer.problem)

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.ClearPiece(request_id=request_id, data=data) if request_id in self._running:
                self._running[request_id].pieces.append(data)
            case events.Ready() if self._running:
                again = list(self._running.values())
                self._running.clear()
                for request in again:
                    fresh = replace(request, pieces=[])
                    self._ask(fresh)
            case _:
                pass


def _within(files: dict[int, DraftFile], most: float) -> list[int]:
    """Places of those that have room together, pictures of the text first."""
    chosen, used = [], 0
    for place in sorted(files, key=lambda place: not files[place].content_id):
        size = max(files[place].size, 0)
        if used + size <= most:
            chosen.append(place)
            used += size
    return chosen
