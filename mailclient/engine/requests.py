"""Commands that get one answer: ``Finished``, or ``Failed`` for the ``MailError`` that leaves here."""

from mailclient.bridge.commands import (
    ImportProfile,
    LookAtProfile,
    OpenDraft,
    OpenDraftFile,
    SearchSealed,
    SetReceivingServer,
    SetSealedSearch,
    VerifyOrigin,
)
from mailclient.bridge.events import Finished
from mailclient.engine.account_requests import AccountRequest, AccountRequests
from mailclient.engine.announce import Publish
from mailclient.engine.contacts.book_requests import BookRequest, BookRequests
from mailclient.engine.drafts.sealed_drafts import SealedDrafts
from mailclient.engine.imports.thunderbird.importing import ProfileImport
from mailclient.engine.keys.key_requests import KeyRequest, KeyRequests
from mailclient.engine.mail_requests import MailRequest, MailRequests
from mailclient.engine.origin.origins import Origins
from mailclient.engine.protection.opening_requests import OpeningRequest, OpeningRequests
from mailclient.engine.sealed_search.sealed_search import SealedSearch
from mailclient.engine.secret_requests import SecretRequest, SecretRequests

OriginRequest = SetReceivingServer | VerifyOrigin
ImportRequest = LookAtProfile | ImportProfile
DraftRequest = OpenDraft | OpenDraftFile
Request = (
    DraftRequest
    | AccountRequest
    | SecretRequest
    | MailRequest
    | ImportRequest
    | OriginRequest
    | BookRequest
    | KeyRequest
    | OpeningRequest
    | SearchSealed
    | SetSealedSearch
)


class Requests:
    """Each runs in a task of its own."""

    def __init__(
        self,
        accounts: AccountRequests,
        secrets: SecretRequests,
        mail: MailRequests,
        imports: ProfileImport,
        origins: Origins,
        books: BookRequests,
        drafts: SealedDrafts,
        keys: KeyRequests,
        openings: OpeningRequests,
        sealed_search: SealedSearch,
        publish: Publish,
    ) -> None:
        self._accounts = accounts
        self._secrets = secrets
        self._mail = mail
        self._imports = imports
        self._origins = origins
        self._books = books
        self._drafts = drafts
        self._keys = keys
        self._openings = openings
        self._sealed_search = sealed_search
        self._publish = publish

    async def answer(self, command: Request) -> None:
        """Do it and publish ``Finished``."""
        if isinstance(command, AccountRequest):
            finished = await self._accounts.answer(command)
        elif isinstance(command, SecretRequest):
            grant = await self._secrets.answer(command)
            finished = Finished(request_id=command.request_id, grant=grant)
        elif isinstance(command, MailRequest):
            finished = await self._mail.answer(command)
        elif isinstance(command, BookRequest):
            finished = await self._books.answer(command)
        elif isinstance(command, KeyRequest):
            finished = await self._keys.answer(command)
        elif isinstance(command, OpeningRequest):
            finished = await self._openings.answer(command)
        elif isinstance(command, SearchSealed):
            finished = Finished(request_id=command.request_id, found=await self._sealed_search.search(command))
        elif isinstance(command, SetSealedSearch):
            await self._sealed_search.switch(command)
            finished = Finished(request_id=command.request_id, account_id=command.account_id)
        elif isinstance(command, OpenDraft):
            finished = Finished(request_id=command.request_id, draft=await self._drafts.open(command))
        elif isinstance(command, OpenDraftFile):
            await self._drafts.open_file(command)
            finished = Finished(request_id=command.request_id)
        elif isinstance(command, SetReceivingServer):
            await self._origins.set_receiving_server(command)
            finished = Finished(request_id=command.request_id, account_id=command.account_id)
        elif isinstance(command, VerifyOrigin):
            await self._origins.verify(command.message_id)
            finished = Finished(request_id=command.request_id)
        elif isinstance(command, LookAtProfile):
            finished = Finished(request_id=command.request_id, import_report=await self._imports.look(command))
        else:
            finished = Finished(request_id=command.request_id, import_report=await self._imports.run(command))
        self._publish(finished)
