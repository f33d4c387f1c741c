"""Finding servers with real ones: dnsmasq, a web server with TLS, Dovecot and Postfix."""

import pytest

from mailclient.bridge.commands import CancelRequest, DiscoverServers
from mailclient.bridge.events import DiscoveryStep, Failed, Finished
from mailclient.mail.account import AccountKind, Security
from mailclient.mail.discovery import Note, Step, StepState
from mailclient.mail.problem import MailError, ProblemKind
from mailclient.transport.dns import DomainNames, Service
from tests.engine.discovery.looking import AUTOCONFIG, WELL_KNOWN, Told, config, look
from tests.engine.running import RunningEngine
from tests.servers.authority import Authority
from tests.servers.dovecot import Dovecot
from tests.servers.loopback_internet import LoopbackInternet
from tests.servers.postfix import Postfix
from tests.servers.web_server import Page, WebServer

# --- DNS ----------------------------------------------------------------------------------------------------------


async def test_records_in_the_order_to_use_them(names: DomainNames) -> None:
    assert await names.services("_imaps._tcp.srv.test") == (
        Service("imap.srv.test", 993, 0, 10),
        Service("light.srv.test", 993, 0, 1),
        Service("imap2.srv.test", 994, 5, 50),
    )
    assert await names.services("_pop3s._tcp.srv.test") == (Service("", 1, 0, 0),)
    assert await names.services("_nothing._tcp.srv.test") == ()
    assert await names.mail_exchangers("company.test") == ("aspmx.l.google.com", "mx.backup.test")
    assert await names.mail_exchangers("plain.test") == ()


async def test_a_domain_that_is_not_there(names: DomainNames) -> None:
    with pytest.raises(MailError) as caught:
        await names.mail_exchangers("nowhere.test")
    assert caught.value.problem.kind is ProblemKind.HOST_NOT_FOUND


async def test_a_name_server_that_is_not_there() -> None:
    silent = DomainNames(("127.0.0.1",), 1, seconds=0.3)
    with pytest.raises(MailError) as caught:
        await silent.services("_imaps._tcp.srv.test")
    assert caught.value.problem.kind in (ProblemKind.TIMED_OUT, ProblemKind.NETWORK_UNREACHABLE)


# --- what is known ------------------------------------------------------------------------------------------------


async def test_of_a_known_provider_nobody_is_asked(internet: LoopbackInternet, names: DomainNames) -> None:
    told = Told()
    found = await look("Kim@GMail.com", names, told)
    assert found.proposals[0].provider == "Gmail"
    assert [(step, state) for step, _, state, _ in told.all] == [(Step.PROVIDERS, StepState.FOUND)]
    assert internet.asked == []


# --- autoconfig ---------------------------------------------------------------------------------------------------


async def test_the_provider_says_it_itself(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    certificate = authority.hosts("told", "autoconfig.plain.test", "plain.test")
    pages = {("autoconfig.plain.test", AUTOCONFIG): Page(body=config())}
    async with WebServer(certificate, pages) as web:
        internet.place("autoconfig.plain.test", 443, web.port)
        told = Told()
        found = await look("kim+x@plain.test", names, told)
    (one,) = found.proposals
    assert (one.source, one.provider, one.confirm) == (Step.AUTOCONFIG, "Provider", False)
    assert one.settings.incoming.host == "imap.provider.test"
    assert told.states(Step.AUTOCONFIG) == [StepState.RUNNING, StepState.FOUND]
    assert web.asked == ["autoconfig.plain.test/mail/config-v1.1.xml?emailaddress=kim%2Bx%40plain.test"]


async def test_at_the_well_known_place_and_after_a_redirection(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    certificate = authority.hosts("moved", "plain.test", "www.plain.test")
    pages = {
        ("plain.test", WELL_KNOWN): Page(301, location=f"https://www.plain.test{WELL_KNOWN}"),
        ("www.plain.test", WELL_KNOWN): Page(body=config()),
    }
    async with WebServer(certificate, pages) as web:
        for host in ("plain.test", "www.plain.test"):
            internet.place(host, 443, web.port)
        found = await look("kim@plain.test", names)
    (one,) = found.proposals
    assert (one.source, one.confirm) == (Step.WELL_KNOWN, False)


async def test_the_web_site_that_answers_everything_with_a_page(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    page = Page(body=b"<!DOCTYPE html><html><body>Welcome</body></html>")
    async with WebServer(authority.hosts("site", "plain.test"), {("plain.test", WELL_KNOWN): page}) as web:
        internet.place("plain.test", 443, web.port)
        told = Told()
        found = await look("kim@plain.test", names, told)
    assert (found.proposals, found.problem) == ((), None)
    assert told.states(Step.WELL_KNOWN) == [StepState.RUNNING, StepState.NOTHING]


# --- by DNS -------------------------------------------------------------------------------------------------------


async def test_a_domain_whose_mail_a_known_provider_takes(internet: LoopbackInternet, names: DomainNames) -> None:
    found = await look("kim@company.test", names)
    imap, pop3 = found.proposals
    assert (imap.provider, imap.source, imap.sign_in) == ("Gmail", Step.MX, "google")
    assert imap.settings.incoming.user == "kim@company.test"
    assert pop3.settings.kind is AccountKind.POP3
    assert "autoconfig.google.com" not in internet.asked


async def test_a_domain_whose_mail_a_hoster_takes(
    internet: LoopbackInternet, names: DomainNames, authority: Authority
) -> None:
    pages = {("autoconfig.hoster.test", AUTOCONFIG): Page(body=config())}
    async with WebServer(authority.hosts("hoster", "autoconfig.hoster.test"), pages) as web:
        internet.place("autoconfig.hoster.test", 443, web.port)
        found = await look("kim@hosted.test", names)
    (one,) = found.proposals
    assert (one.source, one.confirm, one.notes) == (Step.MX, True, (Note.UNSIGNED_DNS,))


async def test_service_records(internet: LoopbackInternet, names: DomainNames) -> None:
    found = await look("kim@srv.test", names)
    imap, pop3 = found.proposals
    assert (imap.source, imap.confirm, imap.notes) == (Step.SRV, False, ())
    incoming, smtp = imap.servers
    assert (incoming.host, incoming.port, incoming.security) == ("imap.srv.test", 993, Security.TLS)
    assert (smtp.host, smtp.port, smtp.security) == ("smtp.srv.test", 465, Security.TLS)
    assert (incoming.user, imap.other_users) == ("kim@srv.test", ("kim",))
    assert (pop3.settings.incoming.port, pop3.settings.incoming.security) == (110, Security.STARTTLS)


async def test_a_service_record_without_one_to_send_with(internet: LoopbackInternet, names: DomainNames) -> None:
    (one,) = (await look("kim@half.test", names)).proposals
    assert one.settings.incoming.security is Security.STARTTLS
    assert (one.confirm, one.notes) == (True, (Note.SMTP_UNKNOWN,))


# --- by trying ----------------------------------------------------------------------------------------------------


async def test_the_usual_names_are_tried(
    internet: LoopbackInternet, names: DomainNames, probed_servers: tuple[Dovecot, Postfix]
) -> None:
    dovecot, postfix = probed_servers
    internet.place("imap.probed.test", 993, dovecot.imaps_port)
    internet.place("pop.probed.test", 995, dovecot.pop3s_port)
    internet.place("smtp.probed.test", 465, postfix.submissions_port)
    told = Told()
    one, pop3 = (await look("kim@probed.test", names, told)).proposals
    assert (one.source, one.confirm, one.notes) == (Step.PROBE, True, (Note.GUESSED,))
    assert (pop3.settings.kind, pop3.settings.incoming.port) == (AccountKind.POP3, 995)
    incoming, smtp = one.servers
    assert (incoming.host, incoming.port, incoming.security) == ("imap.probed.test", 993, Security.TLS)
    assert (smtp.host, smtp.port) == ("smtp.probed.test", 465)
    assert {"imap.probed.test:993", "smtp.probed.test:465"} <= told.subjects(StepState.FOUND)
    assert "imap.probed.test:143" not in told.subjects(StepState.RUNNING)
    assert dovecot.log_file.read_text().count("auth failed") == 0


async def test_starttls_where_there_is_nothing_better(
    internet: LoopbackInternet, names: DomainNames, probed_servers: tuple[Dovecot, Postfix]
) -> None:
    dovecot, postfix = probed_servers
    internet.place("imap.probed.test", 143, dovecot.imap_port)
    internet.place("pop.probed.test", 110, dovecot.pop3_port)
    internet.place("smtp.probed.test", 587, postfix.submission_port)
    proposals = (await look("kim@probed.test", names)).proposals
    ports = [[server.port for server in one.servers] for one in proposals]
    assert ports == [[143, 587], [110, 587]]
    assert {server.security for one in proposals for server in one.servers} == {Security.STARTTLS}


async def test_a_server_with_the_certificate_of_another_is_the_last_resort(
    internet: LoopbackInternet, names: DomainNames, dovecot: Dovecot, probed_servers: tuple[Dovecot, Postfix]
) -> None:
    """Offered, for somebody may run one with a certificate of his own; never as proven as one that fits."""
    for port, here in ((993, dovecot.imaps_port), (143, dovecot.imap_port)):
        internet.place("imap.probed.test", port, here)
    told = Told()
    found = await look("kim@probed.test", names, told)
    (one,) = found.proposals
    assert (one.settings.incoming.host, one.settings.incoming.port) == ("imap.probed.test", 993)
    assert one.notes == (Note.GUESSED, Note.CERTIFICATE_UNPROVEN, Note.SMTP_UNKNOWN)
    assert found.problem is not None
    assert found.problem.kind is ProblemKind.CERTIFICATE_WRONG_HOST
    assert found.problem.certificate is not None
    assert told.subjects(StepState.FOUND) == set()
    internet.place("imap.probed.test", 143, probed_servers[0].imap_port)
    (one,) = (await look("kim@probed.test", names)).proposals
    assert (one.settings.incoming.port, one.notes) == (143, (Note.GUESSED, Note.SMTP_UNKNOWN))


# --- through the engine -------------------------------------------------------------------------------------------


async def test_over_the_bridge(engine: RunningEngine, internet: LoopbackInternet) -> None:
    answer = await engine.request(DiscoverServers(request_id="", email="kim@naver.com"))
    assert isinstance(answer, Finished)
    assert answer.discovery is not None
    assert answer.discovery.proposals[0].settings.incoming.host == "imap.naver.com"
    (step,) = [event for event in engine.events if isinstance(event, DiscoveryStep)]
    assert (step.request_id, step.step, step.state) == (answer.request_id, Step.PROVIDERS, StepState.FOUND)


async def test_what_is_no_address(engine: RunningEngine) -> None:
    answer = await engine.request(DiscoverServers(request_id="", email="kim"))
    assert isinstance(answer, Failed)
    assert answer.problem.kind is ProblemKind.ADDRESS_UNUSABLE


async def test_stopped_half_way(engine: RunningEngine, internet: LoopbackInternet, authority: Authority) -> None:
    host = "autoconfig.plain.test"
    async with WebServer(authority.hosts("slow", host), silent={host}) as web:
        internet.place(host, 443, web.port)
        await engine.engine.perform(DiscoverServers(request_id="slow", email="kim@plain.test"))
        await engine.wait_for(DiscoveryStep, lambda one: one.subject == host)
        await engine.engine.perform(CancelRequest(request_id="slow"))
        answer = await engine.wait_for(Failed, lambda one: one.request_id == "slow")
        assert answer.problem.kind is ProblemKind.CANCELLED
        told = len(engine.events)
        await engine.engine.perform(CancelRequest(request_id="slow"))
        assert len(engine.events) == told, "cancelled once, answered once"
