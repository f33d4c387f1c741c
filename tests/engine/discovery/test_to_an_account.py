"""From an address and a password to an account that receives and sends: nothing else is typed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailclient.bridge.commands import AddAccount, CheckSettings, DiscoverServers, SendMessage, Sync
from mailclient.bridge.events import DiscoveryStep, Finished
from mailclient.engine.outside import Outside
from mailclient.mail.account import AccountKind
from mailclient.mail.discovery import Proposal, Step, StepState
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import OperationId
from mailclient.mail.message import Outgoing
from mailclient.transport.dns import DomainNames
from mailclient.transport.stream import Dial
from tests.engine.discovery.looking import AUTOCONFIG, config
from tests.engine.running import RunningEngine, message
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.postfix import Postfix
from tests.servers.web_server import Page, WebServer


class NamedEngine(RunningEngine):
    """Asks our name server."""

    def __init__(self, directory: Path, names: DomainNames) -> None:
        self._names = names
        super().__init__(directory)

    def outside(self, dialled: Dial) -> Outside:
        return Outside(dial=dialled, credentials=self.credentials, names=self._names)


@pytest_asyncio.fixture
async def named_engine(
    tmp_path: Path,
    internet: LoopbackInternet,
    name_server: object,
    names: DomainNames,
    probed_servers: tuple[Dovecot, Postfix],
) -> AsyncIterator[NamedEngine]:
    dovecot, postfix = probed_servers
    internet.place("imap.mail.test", 993, dovecot.imaps_port)
    internet.place("pop.mail.test", 995, dovecot.pop3s_port)
    internet.place("smtp.mail.test", 465, postfix.submissions_port)
    running = NamedEngine(tmp_path / "profile", names)
    await running.start()
    yield running
    await running.stop()


async def found(engine: NamedEngine, user: MailUser) -> tuple[Proposal, ...]:
    answer = await engine.request(DiscoverServers(request_id="", email=user.name))
    assert isinstance(answer, Finished)
    assert answer.discovery is not None
    return answer.discovery.proposals


async def receives_and_sends(engine: NamedEngine, proposal: Proposal, user: MailUser) -> None:
    """With nothing but the password, which is asked for after the servers were shown."""
    assert not proposal.confirm
    tested = await engine.request(CheckSettings(request_id="", settings=proposal.settings, password=user.password))
    assert isinstance(tested, Finished)
    assert tested.report is not None
    assert tested.report.works, tested.report
    added = await engine.request(
        AddAccount(request_id="", settings=proposal.settings, password=user.password, smtp_password=user.password)
    )
    assert isinstance(added, Finished), added
    assert added.account_id is not None
    await engine.request(Sync(request_id="", account_id=added.account_id))
    outgoing = Outgoing(message("to myself", to=user.name), user.name, (user.name,))
    await engine.operate(SendMessage(operation_id=OperationId(""), account_id=added.account_id, outgoing=outgoing))


@pytest.mark.parametrize("kind", [AccountKind.IMAP, AccountKind.POP3])
async def test_by_dns(named_engine: NamedEngine, probed_servers: tuple[Dovecot, Postfix], kind: AccountKind) -> None:
    dovecot, postfix = probed_servers
    user = dovecot.add_user()
    dovecot.deliver(user, message("was there"))
    proposals = await found(named_engine, user)
    proposal = next(one for one in proposals if one.settings.kind is kind)
    assert proposal.source is Step.SRV
    await receives_and_sends(named_engine, proposal, user)
    assert "was there" in named_engine.subjects("INBOX")
    postfix.wait_until_delivered()
    await named_engine.request(Sync(request_id=""))
    (sent,) = [folder.path for folder in named_engine.reader.folders() if folder.role is FolderRole.SENT]
    assert named_engine.subjects(sent) == ["to myself"]
    assert "to myself" in named_engine.subjects("INBOX")


async def test_by_the_providers_own_word(
    named_engine: NamedEngine,
    internet: LoopbackInternet,
    authority: Authority,
    probed_servers: tuple[Dovecot, Postfix],
) -> None:
    user = probed_servers[0].add_user()
    page = Page(body=config("imap.mail.test", "smtp.mail.test"))
    host = "autoconfig.mail.test"
    async with WebServer(authority.hosts("own word", host), {(host, AUTOCONFIG): page}) as web:
        internet.place(host, 443, web.port)
        (proposal, *_others) = await found(named_engine, user)
    assert (proposal.source, proposal.provider) == (Step.AUTOCONFIG, "Provider")
    await receives_and_sends(named_engine, proposal, user)
    told = {event.step: event.state for event in named_engine.events if isinstance(event, DiscoveryStep)}
    assert told[Step.AUTOCONFIG] is StepState.FOUND
