"""Opens and seals drafts with this profile's key: what has to be done for one before its words reach the store."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from mailclient.bridge.commands import KeepDraftFile, OpenDraft, OpenDraftFile, SaveDraft, SendDraft
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import ClearPiece
from mailclient.bridge.opening import PIECE_LIMIT
from mailclient.crypto.sealing import SealError, is_sealed, seal, unseal
from mailclient.engine.announce import Publish
from mailclient.engine.composing.file_content import Files, plain_files
from mailclient.engine.drafts import kept_files, sealed
from mailclient.engine.drafts.sealed_file import SealedFile, sealed_size
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.mail.ids import DraftId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mime.attached import Content
from mailclient.profile import Profile
from mailclient.store import drafts
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

PURPOSE = "drafts"
"""Of the key."""


class SealedDrafts:
    """Of one engine. All raise ``MailError``: NO_KEYRING, KEYRING_LOCKED, VAULT_LOCKED, VAULT_DAMAGED."""

    def __init__(self, profile: Profile, writer: Writer, reader: Reader, key: SealingKey, publish: Publish) -> None:
        self._profile, self._writer, self._reader = profile, writer, reader
        self._key, self._publish = key, publish
        self._log_is_full = False
        """There was a draft in the clear that is a secret now."""

    async def key(self) -> bytes:
        """What drafts are sealed with."""
        return await self._key.key()

    async def key_for(self, command: SaveDraft | SendDraft) -> bytes | None:
        """What ``save_draft.save`` needs for it; None: nothing of it is secret. Its kept files are sealed then."""
        content = sealed.content_of(command.content)
        before = await self._writer.transaction("is it sealed", drafts.find, command.draft_id)
        was_sealed = before is not None and before.sealed
        if not content.is_secret:
            return await self._key.key() if was_sealed else None
        key = await self._key.key()
        if not was_sealed:
            paths = {Path(file.path) for file in content.files if file.path and self._is_kept(file.path)}
            await asyncio.to_thread(self._seal_files, command.draft_id, paths, key)
            self._log_is_full = self._log_is_full or before is not None
        return key

    async def saved(self) -> None:
        """After the words are in the store: of what they replaced nothing is to be read any more."""
        if self._log_is_full:
            self._log_is_full = not await self._writer.empty_log()

    async def open(self, command: OpenDraft) -> bytes:
        """The draft, or an earlier text of it. ``MailError`` DRAFT_GONE, DRAFT_UNREADABLE."""
        if command.revision is None:
            data = self._reader.draft(command.draft_id) or self._reader.discarded_draft(command.draft_id)
        else:
            data = self._reader.draft_revision(command.revision)
        if not data:
            raise MailError(Problem(ProblemKind.DRAFT_GONE))
        return sealed.clear(data, command.draft_id, await self._key.key() if is_sealed(data) else None)

    async def sealed_merge(self, merge_id: OperationId, encoded: bytes, content: DraftContent) -> tuple[bytes, str]:
        """What is kept of a mail merge of this draft, and its ``files_of``; only what is secret is sealed."""
        if not content.is_secret:
            return encoded, ""
        return seal(await self._key.key(), encoded, _merge(merge_id)), sealed.files_of(content)

    async def merge(self, merge_id: OperationId, data: bytes) -> bytes:
        """What ``sealed_merge`` got. ``MailError`` DRAFT_UNREADABLE."""
        if not is_sealed(data):
            return data
        try:
            return unseal(await self._key.key(), data, _merge(merge_id))
        except SealError as error:
            raise MailError(Problem(ProblemKind.DRAFT_UNREADABLE, detail=str(error))) from error

    async def open_file(self, command: OpenDraftFile) -> None:
        """Publish its bytes. ``MailError`` FILE_*."""
        if not self._is_kept(command.path):
            raise MailError(Problem(ProblemKind.FILE_GONE, command.path))
        file = DraftFile("", "", path=command.path)
        content = (await self.files([file]))(file)
        pieces = iter(content)
        while piece := await asyncio.to_thread(next, pieces, b""):
            for start in range(0, len(piece), PIECE_LIMIT):
                self._publish(ClearPiece(request_id=command.request_id, data=piece[start : start + PIECE_LIMIT]))

    async def keep_file(self, command: KeepDraftFile) -> None:
        """Put it on the disk, sealed where it is so wished or the draft is sealed. ``MailError`` DISK_FULL, FILE_*."""
        draft = await self._writer.transaction("is it sealed", drafts.find, command.draft_id)
        is_secret = command.sealed or (draft is not None and draft.sealed)
        key = await self._key.key() if is_secret else None
        await asyncio.to_thread(kept_files.keep, self._profile, command.draft_id, command.data, key, command.salt)

    async def files(self, files: Sequence[DraftFile]) -> Files:
        """How attached files are read, those that are kept sealed, too."""
        is_any_sealed = await asyncio.to_thread(lambda: any(self._sealed_size(file) is not None for file in files))
        key = await self._key.key() if is_any_sealed else b""

        def content(file: DraftFile) -> Content:
            size = self._sealed_size(file)
            if size is None:
                return plain_files(file)
            return SealedFile(Path(file.path), key, size)

        return content

    def _is_kept(self, path: str) -> bool:
        return Path(path).is_relative_to(self._profile.draft_files) and ".." not in Path(path).parts

    def _sealed_size(self, file: DraftFile) -> int | None:
        return sealed_size(Path(file.path)) if file.path and self._is_kept(file.path) else None

    def _seal_files(self, draft_id: DraftId, paths: set[Path], key: bytes) -> None:
        kept_files.seal_all(self._profile, paths | set(kept_files.kept_for(self._profile, draft_id)), key)


def _merge(merge_id: OperationId) -> str:
    return f"merge {merge_id}"
