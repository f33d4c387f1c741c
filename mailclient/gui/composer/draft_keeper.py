"""Saves what is being written while it is written, and has its copy in the Drafts folder renewed now and then."""

import hashlib
import os
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.fresh_ids import fresh_operation_id
from mailclient.gui.composer.opening import Opening
from mailclient.gui.engine_link import EngineLink
from mailclient.mail.ids import AccountId, OperationId
from mailclient.mail.problem import Problem

PAUSE_MS = 300
"""After the last key."""
LONGEST_MS = 2_000
"""After the first key that is not saved."""
IDLE_MS = 60_000
"""After the last save: the copy in the Drafts folder is renewed."""
LEFT_MS = 5_000
"""After another window was turned to: likewise."""
AGAIN_MS = 10_000
"""After the disk refused: a save is tried again without a key."""
_SMALL = 16 * 1024
"""Bytes of a file that may go along with the first save."""
_SALT_BYTES = 16

Current = Callable[[], tuple[AccountId, DraftContent]]


class DraftKeeper(QObject):
    """Sends ``SaveDraft``: one at a time, so that a slow disk is not flooded; the last text always follows.

    Bytes that were attached go over once (``KeepDraftFile``), and are a path from then on. The text does not wait for
    them. Sends ``FileDraft`` when nothing was typed for a minute, or the composer was left.
    """

    saved = Signal()
    """All of it, as it is now, is on the disk."""
    refused = Signal(object)
    """Problem: it could not be written; it is tried again by itself."""

    def __init__(self, link: EngineLink, opening: Opening, current: Current, parent: QObject) -> None:
        super().__init__(parent)
        self._link, self._opening, self._draft_id, self._current = link, opening, opening.draft_id, current
        self._waiting_for: OperationId | None = None
        self._keeping: DraftFile | None = None
        """The file that is on its way to the disk."""
        self._kept_at = ""
        """Its path there."""
        self._salt = os.urandom(_SALT_BYTES)
        self._digests: dict[int, tuple[bytes, bytes]] = {}
        """By identity: bytes and their digest, which takes time for large ones."""
        self._kept: dict[bytes, str] = {}
        """By digest, where bytes are kept."""
        self._account_id = opening.account_id
        self._files: tuple[DraftFile, ...] = ()
        """Of the newest save: its content is not asked for twice, for that reads the whole text."""
        self._secret = False
        """Of the newest save: what is kept of it must not be readable on the disk."""
        self._changed = False
        self._stopped = False
        self._being_written = True
        self.trouble: Problem | None = None
        """Why the newest text is not on the disk; None when it is, or on its way."""
        self._pause = self._timer(PAUSE_MS, self._save_in_time)
        self._longest = self._timer(LONGEST_MS, self._save_in_time)
        self._again = self._timer(AGAIN_MS, self.save_now)
        self._idle = self._timer(IDLE_MS, self.file)
        self._left = self._timer(LEFT_MS, self.file)
        self.ever_saved = False
        self._held = False
        link.received.connect(self._receive)

    def _timer(self, pause_ms: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=pause_ms)
        timer.timeout.connect(act)
        return timer

    @property
    def unsaved(self) -> bool:
        """Whether something that was typed is not known to be on the disk."""
        return self._changed or self._waiting_for is not None

    def note_change(self) -> None:
        """Something was typed."""
        self._stopped = False
        self._changed = True
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def note_place(self) -> None:
        """The cursor is elsewhere: kept with the next save, or in a moment when it was saved before."""
        if self.ever_saved and not self._stopped and not self._pause.isActive():
            self._changed = True
            self._longest.start()

    def hold(self, *, on: bool) -> None:
        """While a part of the text is still to come, nothing is saved but what somebody waits for."""
        self._held = on
        if not on and self._changed:
            self._pause.start()

    def _save_in_time(self) -> None:
        if not self._held:
            self.save_now()

    def save_now(self) -> None:
        """Save what is not saved yet."""
        for timer in (self._pause, self._longest, self._again):
            timer.stop()
        if not self._changed or self._waiting_for is not None:
            return
        self._changed = False
        account_id, content = self._current()
        self._account_id, self._files, self._secret = account_id, content.files, content.is_secret
        content = msgspec.structs.replace(content, being_written=self._being_written)
        first, self.ever_saved = not self.ever_saved, True
        self._waiting_for = fresh_operation_id()
        opened = msgspec.msgpack.encode(self._opening.draft) if self._opening.replaces is not None and first else b""
        data = msgspec.msgpack.encode(self.without_bytes(content, _SMALL))
        copy = self._opening.replaces
        self._link.operate(commands.SaveDraft(self._waiting_for, self._draft_id, account_id, data, copy, opened))

    def without_bytes(self, content: DraftContent, small: int = -1) -> DraftContent:
        """The draft with paths in the place of bytes that are kept; others are left out unless they are ``small``."""
        files = []
        for file in content.files:
            path = "" if file.path else self._kept.get(self._digest(file), "")
            if path:
                file = msgspec.structs.replace(file, data=b"", path=path, size=len(file.data))
            if file.path or small < 0 or len(file.data) <= small:
                files.append(file)
        return msgspec.structs.replace(content, files=tuple(files))

    def file(self) -> OperationId | None:
        """Have the copy in the Drafts folder renewed; None: there is nothing on the disk yet of which one could be."""
        self._idle.stop()
        self._left.stop()
        if not self.ever_saved or self._stopped:
            return None
        operation_id = fresh_operation_id()
        self._link.operate(commands.FileDraft(operation_id, self._draft_id, self._account_id))
        return operation_id

    def note_left(self, *, left: bool) -> None:
        """The user has turned to another window, or come back."""
        if left and self.ever_saved:
            self._left.start()
        else:
            self._left.stop()

    def put_away(self) -> None:
        """Save it once more, as one that is not being written any more: it is not opened again by itself."""
        self._being_written = False
        self.note_change()
        self.save_now()

    def before_sending(self) -> None:
        """Save no more. A draft of the Drafts folder is ours from now on, so that it ends with what is sent."""
        if self._opening.replaces is not None and not self.ever_saved:
            self._changed = True
            self.save_now()
        self.stop()

    def stop(self) -> None:
        """Save no more: the message is sent, kept or thrown away."""
        for timer in (self._pause, self._longest, self._again, self._idle, self._left):
            timer.stop()
        self._changed = False
        self._stopped = True

    def discard(self) -> None:
        """Throw the saved draft away; it can be brought back for a while."""
        self.stop()
        if self.ever_saved:
            self._link.operate(commands.DiscardDraft(fresh_operation_id(), self._draft_id))

    def _receive(self, event: events.AnyEvent) -> None:
        match event:
            case events.Acknowledged(operation_id=done) if done == self._waiting_for:
                self._waiting_for = None
                self.trouble = None
                self._written()
            case events.Refused(operation_id=done, problem=problem) if done == self._waiting_for:
                self._waiting_for = None
                self._keeping = None
                self._changed = not self._stopped
                self.trouble = problem
                self._being_written = True
                if not self._stopped:
                    self._again.start()
                self.refused.emit(problem)
            case events.VaultOpened() if self._again.isActive():
                self.save_now()
            case _:
                pass

    def _written(self) -> None:
        if self._keeping is not None:
            file, self._keeping = self._keeping, None
            self._kept[self._digest(file)] = self._kept_at
            self._changed = not self._stopped
        if self._stopped:
            return
        bare = next((one for one in self._files if self._is_bare(one)), None)
        if bare is not None:
            self._keep(bare)
        elif self._changed:
            if not self._pause.isActive():
                self.save_now()
        else:
            self._idle.start()
            self.saved.emit()

    def _is_bare(self, file: DraftFile) -> bool:
        return not file.path and bool(file.data) and self._digest(file) not in self._kept

    def _keep(self, file: DraftFile) -> None:
        """Its bytes go over now; the save that names them follows."""
        self._keeping = file
        self._waiting_for = fresh_operation_id()
        salt = self._salt if self._secret else b""
        self._kept_at = str(self._link.profile.draft_file(self._draft_id, file.data, salt))
        command = commands.KeepDraftFile(self._waiting_for, self._draft_id, file.data, self._secret, salt)
        self._link.operate(command)

    def _digest(self, file: DraftFile) -> bytes:
        known = self._digests.get(id(file.data))
        if known is None:
            known = self._digests[id(file.data)] = (file.data, hashlib.sha256(file.data).digest())
        return known[1]
