"""``LookAtProfile`` and ``ImportProfile``: what is there, and taking it over.

Nothing is tried and no password is read: an account that was imported asks for its password when it connects first.
Accounts come one by one, each with its filters; what is here already is left as it is.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mailclient.bridge.commands import ImportProfile, LookAtProfile
from mailclient.engine.account_book import AccountBook
from mailclient.engine.imports.thunderbird.accounts import ReadAccount
from mailclient.engine.imports.thunderbird.profiles import found_profiles
from mailclient.engine.imports.thunderbird.reading import ProfileContent, read_profile
from mailclient.mail.account import AccountKind, on_this_computer
from mailclient.mail.address import Address
from mailclient.mail.ids import AccountId
from mailclient.mail.import_report import ImportNote, ImportReport, NoteKind
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.store import addresses, filters
from mailclient.store.reader import Reader
from mailclient.store.transaction import batches
from mailclient.store.writer import Writer

_ADDRESSES_TOGETHER = 200


class ProfileImport:
    """``now``: the clock, epoch seconds. Profiles are looked for in the user's home."""

    def __init__(self, writer: Writer, reader: Reader, book: AccountBook, now: Callable[[], float]) -> None:
        self._writer = writer
        self._reader = reader
        self._book = book
        self._now = now
        self._home = Path.home()

    async def look(self, command: LookAtProfile) -> ImportReport:
        """What there is. ``MailError(FILE_UNREADABLE)`` when there is no profile."""
        profiles = await asyncio.to_thread(found_profiles, self._home)
        path = command.path or (profiles[0].path if profiles else "")
        if not path:
            raise MailError(Problem(ProblemKind.FILE_UNREADABLE, "Thunderbird", "no profile"))
        content = await asyncio.to_thread(read_profile, Path(path), self._home)
        here = self._here()
        accounts = tuple(one.found(is_here=one.settings.email.casefold() in here) for one in content.accounts)
        notes = _notes(content, content.accounts, with_tags=True)
        return ImportReport(path, profiles, accounts, content.tags, len(content.addresses), notes)

    async def run(self, command: ImportProfile) -> ImportReport:
        """Take it over; what of it was. ``MailError`` as ``look``, and of the store."""
        path = command.path or (await self.look(LookAtProfile(command.request_id))).path
        content = await asyncio.to_thread(read_profile, Path(path), self._home)
        chosen = [one for one in content.accounts if command.accounts is None or one.key in command.accounts]
        here = self._here()
        taken: list[ReadAccount] = []
        doubles: list[ImportNote] = []
        for one in chosen:
            if one.settings.email.casefold() in here:
                doubles.append(ImportNote(NoteKind.ACCOUNT_IS_HERE, one.settings.email))
                continue
            await self._add(one)
            here.add(one.settings.email.casefold())
            taken.append(one)
        counted = await self._note(content.addresses) if command.addresses else 0
        tags = content.tags if command.tags else ()
        stay = [ImportNote(NoteKind.PASSWORDS_STAY)] if taken else []
        notes = (*stay, *doubles, *_notes(content, taken, with_tags=command.tags))
        return ImportReport(path, (), tuple(one.found(is_here=True) for one in taken), tags, counted, notes)

    async def _add(self, one: ReadAccount) -> None:
        settings = one.settings
        if one.to_this_computer:
            settings = replace(settings, deliver_to=await self._this_computer())
        account_id = await self._book.add_untried(settings)
        if one.filters:
            await self._writer.transaction("import filters", filters.set_filters, account_id, one.filters)

    async def _this_computer(self) -> AccountId:
        for account in self._reader.accounts():
            if account.settings.kind is AccountKind.LOCAL:
                return account.id
        return await self._book.add_untried(on_this_computer())

    async def _note(self, found: Sequence[Address]) -> int:
        for batch in batches(found, _ADDRESSES_TOGETHER):
            written = [(address, int(self._now())) for address in batch]
            await self._writer.transaction("import addresses", addresses.note_written, written)
        return len(found)

    def _here(self) -> set[str]:
        return {account.settings.email.casefold() for account in self._reader.accounts()}


def _notes(content: ProfileContent, accounts: Iterable[ReadAccount], *, with_tags: bool) -> tuple[ImportNote, ...]:
    of_accounts = [note for one in accounts for note in one.notes]
    return (*of_accounts, *(content.tag_notes if with_tags else ()), *content.notes)
