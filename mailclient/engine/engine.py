"""The engine: store, accounts, and what each command means. The process around it is ``process.py``.

Operations are committed in the order in which they come, one after the other; requests run beside each other.
"""

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any

from mailclient.bridge.commands import (
    AddAccount,
    AnyCommand,
    CancelFetch,
    CancelRequest,
    CheckSettings,
    DiscoverServers,
    FetchBody,
    FetchPart,
    FetchRemote,
    GivePassphrase,
    GoOnline,
    KeepDraftFile,
    OpenBytes,
    OpenMessage,
    RedirectMessage,
    ReportServer,
    SearchOnServer,
    SendDraft,
    SendMessage,
    ShutDown,
    StartMerge,
    StartSignIn,
    StopMerge,
    WatchFolder,
)
from mailclient.bridge.events import AnyEvent, BodyFailed, Failed, PartFailed, Ready, VaultLocked
from mailclient.engine.account_book import AccountBook
from mailclient.engine.account_requests import AccountRequests
from mailclient.engine.accounts.account_task import AccountTask
from mailclient.engine.announce import Announcer, Publish
from mailclient.engine.attachment_texts.reading import AttachmentReading
from mailclient.engine.certificate_trust import CertificateTrust
from mailclient.engine.composing.protecting import Protecting
from mailclient.engine.contacts.book_requests import BookRequests
from mailclient.engine.contacts.book_sync import BookSync
from mailclient.engine.contacts.wording import word_old_addresses
from mailclient.engine.conversations import Conversations
from mailclient.engine.drafts.sealed_drafts import PURPOSE, SealedDrafts
from mailclient.engine.drafts.watch import DraftWatch
from mailclient.engine.filtering.filtering import Filtering, Surroundings
from mailclient.engine.imports.thunderbird.importing import ProfileImport
from mailclient.engine.indexing import Indexing
from mailclient.engine.keys.key_work import KeyWork
from mailclient.engine.mail_requests import MailRequests
from mailclient.engine.merging import Merging
from mailclient.engine.operations import send_message
from mailclient.engine.operations.intake import Intake, is_made
from mailclient.engine.operations.outgoing_sweep import OutgoingSweep
from mailclient.engine.operations.send_draft import DraftSending
from mailclient.engine.operations.settling import Settling
from mailclient.engine.origin.origins import Origins
from mailclient.engine.outside import Outside
from mailclient.engine.protection.opening_requests import OpeningRequests
from mailclient.engine.protection.passphrases import Passphrases
from mailclient.engine.remote_content.loading import RemoteLoading
from mailclient.engine.requests import Request, Requests
from mailclient.engine.revocation.revocations import Revocations
from mailclient.engine.room import keep_room
from mailclient.engine.sealed_search.sealed_search import SealedSearch
from mailclient.engine.secret_requests import SecretRequests
from mailclient.engine.secrets.sealing_key import SealingKey
from mailclient.engine.supervisor import Supervisor
from mailclient.engine.unsubscribing import Unsubscribing
from mailclient.engine.wakefulness import notice_sleep
from mailclient.engine.web_proxy import web_proxy
from mailclient.mail.account import AccountSettings, Secret
from mailclient.mail.ids import AccountId, MessageId, OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store import operations
from mailclient.store.changes import Changes
from mailclient.store.reader import Reader
from mailclient.store.writer import Writer

log = logging.getLogger(__name__)

_KEEP_DONE_SECONDS = 7 * 86400.0

_Stoppable = (
    AddAccount | ReportServer | CheckSettings | SearchOnServer | DiscoverServers | StartSignIn | OpenMessage | OpenBytes
)
"""Requests that may be stopped half-way: what they do takes long, and nothing is left of it."""


class Engine:
    """``open`` before anything else, ``close`` at the end; ``publish`` gets the events."""

    def __init__(self, profile: Profile, outside: Outside, publish: Publish) -> None:
        self._profile = profile
        self._outside = outside
        self._publish = publish
        self._announcer = Announcer(publish)
        self._tasks: set[asyncio.Task[None]] = set()
        self._requested: dict[str, asyncio.Task[None]] = {}
        """Requests that may be stopped half-way."""
        self._broken: asyncio.Future[None] | None = None
        self._passphrases = Passphrases(publish)
        self._being_made: set[OperationId] = set()
        """Messages whose bytes are being written, while their row is still to come."""

    async def open(self) -> None:
        """Open the store and put the accounts to work. ``MailError``: STORE_TOO_NEW, STORE_DAMAGED, DISK_FULL."""
        self._broken = asyncio.get_running_loop().create_future()
        self._writer = await Writer.open(self._profile.store, self._store_changed)
        self._conversations = Conversations(self._writer, self._outside)
        self._indexing = Indexing(self._writer, self._outside)
        self._sweep = OutgoingSweep(self._writer, self._outside, self._being_made)
        self._reader = Reader(self._profile.store)
        self._attachments = AttachmentReading(self._writer, self._reader, self._outside)
        self._books = BookSync(self._writer, self._reader, self._outside)
        self._origins = Origins(self._writer, self._reader, self._outside, self._publish, self._fetch_whole)
        self._keys = KeyWork(self._profile, self._writer, self._reader, self._outside, self._tell_of_keys)
        now = self._outside.now
        await self._writer.transaction("forget old operations", operations.prune, now() - _KEEP_DONE_SECONDS)
        ids = [account.id for account in self._reader.accounts()]
        await self._writer.transaction("adopt times", send_message.adopt_times, ids)
        settling = Settling(self._writer, self._outside)
        around = Surroundings(self._wake, settling.wake, self._fetch_body)
        self._filtering = Filtering(self._writer, self._reader, self._outside, self._tell_new, around)
        self._supervisor = Supervisor(
            self._writer, self._reader, self._outside, self._tell, self._announcer, self._filtering
        )
        sealed, drafts = self._protected_drafts()
        self._intake = Intake(self._writer, self._reader, self._publish, self._wake, settling.wake, now, drafts)
        self._merging = Merging(self._writer, self._reader, self._publish, self._intake.accept, self._outside, sealed)
        self._spawn(self._merging.run())
        self._book = AccountBook(self._writer, self._reader, self._outside, self._supervisor)
        self._remote = RemoteLoading(self._writer, self._reader, self._outside, self._publish)
        trust = CertificateTrust(self._writer, self._supervisor)
        self._read_protected()
        self._requests = Requests(
            AccountRequests(self._supervisor, self._book, trust, self._outside, self._publish),
            SecretRequests(self._supervisor, self._reader, self._outside, self._publish),
            MailRequests(self._supervisor, self._reader, self._writer, self._filtering, self._remote),
            ProfileImport(self._writer, self._reader, self._book, now),
            self._origins,
            BookRequests(self._writer, self._reader, self._outside, self._books),
            sealed,
            self._keys.requests,
            self._openings,
            self._sealed_search,
            self._publish,
        )
        self._outside.credentials.ask_passphrase_by(lambda exists: self._publish(VaultLocked(exists=exists)))
        self._spawn(self._book.finish_removals())
        self._unsubscribing = Unsubscribing(self._writer, self._reader, self._outside, self._publish)
        self._spawn(self._unsubscribing.run())
        self._draft_watch = DraftWatch(self._profile, self._writer, self._reader, self._outside, self._publish, sealed)
        self._spawn(self._draft_watch.run())
        self._spawn(self._draft_watch.sweep())
        works = (settling.run(), self._sweep.run(), self._filtering.run(), self._origins.run(), self._indexing.run())
        for work in (*works, self._conversations.run(), self._attachments.run(), self._books.run(), self._keys.run()):
            self._spawn(work)
        self._spawn(word_old_addresses(self._writer, self._outside))
        self._spawn(keep_room(self._writer, self._outside))
        stirred = self._supervisor.network_changed
        self._spawn(notice_sleep(self._outside.asleep, self._outside.sleep, stirred))
        self._unwatch_network = self._outside.watch_network(stirred)
        for account in self._reader.accounts():
            self._supervisor.start(account)

    def _protected_drafts(self) -> tuple[SealedDrafts, DraftSending]:
        """What keeps drafts sealed, and what signs and encrypts them."""
        sealing = SealingKey(self._outside.credentials.entries, str(self._profile.directory), PURPOSE)
        sealed = SealedDrafts(self._profile, self._writer, self._reader, sealing, self._publish)
        protecting = Protecting(self._keys.book, self._outside.now)
        return sealed, DraftSending(
            self._writer,
            self._reader,
            self._outside.now,
            self._being_made,
            sealed,
            protecting,
            self._passphrases,
            self._publish,
        )

    def _read_protected(self) -> None:
        """Make what opens signed and encrypted messages."""
        self._revocations = Revocations(self._outside, partial(web_proxy, self._reader))
        self._openings = OpeningRequests(
            self._reader,
            self._keys.book,
            self._outside.now,
            self._publish,
            self._fetch_whole,
            self._passphrases,
            self._revocations,
        )
        self._sealed_search = SealedSearch(self._writer, self._reader, self._outside, self._openings.open_quietly)
        self._openings.hear(self._sealed_search.opened)
        self._openings.hear(self._keys.opened)
        self._spawn(self._sealed_search.run())

    async def close(self) -> None:
        """Finish the transaction in hand, hang up, close the store."""
        self._unwatch_network()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._supervisor.stop_all()
        await self._revocations.close()
        await self._keys.close()
        self._reader.close()
        await self._writer.close()

    async def broken(self) -> None:
        """Waits until something of the engine's own fails, and raises that."""
        assert self._broken is not None
        await self._broken

    def greeting(self) -> list[AnyEvent]:
        """What a new listener must know; the vault before all, for the rest may depend on it."""
        locked = [VaultLocked(exists=True)] if self._outside.credentials.needs_passphrase else []
        return [*locked, Ready(), *self._supervisor.events()]

    async def add_trusted_account(self, settings: AccountSettings, password: Secret) -> None:
        """Store an account without trying its servers, unless it is there (the demonstration)."""
        await self._book.add_trusted(settings, password)

    def _store_changed(self, changes: Changes) -> None:
        if changes.keys:
            self._openings.forget()
        self._announcer(changes)
        self._conversations.heard(changes)
        self._indexing.heard(changes)
        self._draft_watch.heard(changes)
        self._attachments.heard(changes)
        self._origins.changed(changes)
        self._books.heard(changes)
        self._keys.heard(changes)
        self._sweep.heard(changes)

    def _tell(self, event: AnyEvent) -> None:
        """What an account says; filters may wait for it."""
        self._publish(event)
        self._filtering.heard(event)
        self._origins.heard(event)
        self._sealed_search.told(event)

    def _tell_of_keys(self, event: AnyEvent) -> None:
        """What was said of opened messages may be wrong with other keys."""
        self._openings.forget()
        self._publish(event)

    def _tell_new(self, event: AnyEvent) -> None:
        """What the filters say: new mail among it, which may have to be checked."""
        self._publish(event)
        self._origins.heard(event)

    async def perform(self, command: AnyCommand) -> None:
        """Begin what is asked. Operations are on the disk when this returns; the rest goes on by itself."""
        try:
            await self._begin(command)
        except MailError as error:
            log.warning("%s came to nothing: %s", type(command).__name__, error.problem)

    async def _begin(self, command: AnyCommand) -> None:
        if isinstance(command, Request):
            answering = self._spawn(self._answer(command))
            if isinstance(command, _Stoppable):
                self._requested[command.request_id] = answering
            return
        match command:
            case GivePassphrase():
                self._passphrases.give(command)
            case CancelRequest(request_id=request_id):
                self._cancel(request_id)
            case GoOnline(online=online):
                self._supervisor.go_online(online)
                self._unsubscribing.go_online(online)
                self._books.go_online(online)
            case WatchFolder(folder_id=folder_id):
                folder = self._reader.folder(folder_id)
                if folder is not None:
                    self._supervisor.account(folder.account_id).agenda.look_at(folder_id)
            case FetchBody(message_id=message_id):
                self._fetch_body(message_id)
            case FetchPart():
                self._fetch_part(command)
            case FetchRemote():
                self._spawn(self._remote.load(command))
            case CancelFetch(message_id=message_id, path=path):
                task = self._account_of(message_id)
                if task is not None:
                    task.agenda.wishes.cancel(message_id, path)
            case StartMerge():
                self._spawn(self._merging.start(command))
            case StopMerge():
                self._spawn(self._merging.stop(command))
            case SendDraft() | RedirectMessage() | SendMessage() if is_made(command):
                # Making it may take a while: nothing else waits for that.
                self._spawn(self._take_draft(command))
            case KeepDraftFile():
                self._spawn(self._draft_watch.keep_file(command))
            case ShutDown():
                log.info("asked to end")
            case _:
                await self._intake.accept(command)

    async def _take_draft(self, command: SendDraft | RedirectMessage | SendMessage) -> None:
        await self._intake.accept(command)
        self._sweep.wake()

    async def _answer(self, command: Request) -> None:
        try:
            await self._requests.answer(command)
        except MailError as error:
            self._publish(Failed(request_id=command.request_id, problem=error.problem))
        finally:
            self._requested.pop(command.request_id, None)

    def _cancel(self, request_id: str) -> None:
        task = self._requested.pop(request_id, None)
        if task is not None:
            task.cancel()
            self._publish(Failed(request_id=request_id, problem=Problem(ProblemKind.CANCELLED)))

    def _fetch_body(self, message_id: MessageId) -> None:
        task = self._account_of(message_id)
        if task is None:
            self._publish(BodyFailed(message_id=message_id, problem=Problem(ProblemKind.MESSAGE_GONE)))
        else:
            task.agenda.wishes.fetch_body(message_id)

    def _fetch_part(self, command: FetchPart) -> None:
        task = self._account_of(command.message_id)
        if task is None:
            problem = Problem(ProblemKind.MESSAGE_GONE)
            self._publish(PartFailed(message_id=command.message_id, path=command.path, problem=problem))
        else:
            task.agenda.wishes.fetch_part(command.message_id, command.path)

    async def _fetch_whole(self, message_id: MessageId) -> None:
        task = self._account_of(message_id)
        if task is None:
            raise MailError(Problem(ProblemKind.MESSAGE_GONE))
        await task.agenda.fetch_whole((message_id,))

    def _account_of(self, message_id: MessageId) -> AccountTask | None:
        message = self._reader.message(message_id)
        return None if message is None else self._supervisor.fetching(message.row.account_id, message.received_by)

    def _wake(self, account_id: AccountId) -> None:
        self._supervisor.operations_arrived(account_id)
        self._unsubscribing.wake()

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or self._broken is None or self._broken.done():
            return
        error = task.exception()
        if error is not None:
            self._broken.set_exception(error)
