"""All steps of finding an address's servers, beside each other in time, judged in order of trust.

A provider that we know ends it at once: nobody is asked. Else the provider's own word (autoconfig by HTTPS), DNS (MX,
SRV), and when DNS has named nothing the usual host names. The first find of the most trusted step wins; a find of a
lesser one waits a moment for the better ones. After ``TOTAL_SECONDS`` it is over, with what was found.

Only hosts of the domain, of the provider that takes its mail, and name servers are asked; no list on the Internet is
told of the address. No password is here, so none can go to a server that the user has not seen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from mailclient.engine.discovery.address import Address, host_name, is_within, read_address
from mailclient.engine.discovery.autoconfig_host import autoconfig_url, fetch_autoconfig, well_known_url
from mailclient.engine.discovery.mail_domain import registered_domain
from mailclient.engine.discovery.probe import probe
from mailclient.engine.discovery.srv_records import by_srv_records
from mailclient.known_providers import proposals_for, provider_by_exchanger
from mailclient.mail.discovery import Discovery, Note, Proposal, Step, StepState
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.transport.dns import DomainNames
from mailclient.transport.stream import Dial

TOTAL_SECONDS = 15.0
_GRACE_SECONDS = 3.0
"""How long a find waits for a more trusted one."""
_PROBE_AFTER_SECONDS = 5.0
"""DNS that has said nothing by then is not waited for."""

Tell = Callable[[Step, str, StepState, Problem | None], None]
"""Takes how a step stands: the step, the host it is about, its state, and why it failed."""

_IN_THE_WAY = (ProblemKind.CAPTIVE_PORTAL, ProblemKind.CLOCK_WRONG)
"""What the user can do something about, whoever met it."""
_NO_NETWORK = frozenset({ProblemKind.NETWORK_UNREACHABLE, ProblemKind.HOST_NOT_FOUND, ProblemKind.TIMED_OUT})


async def discover(
    email: str, tell: Tell, dial: Dial, names: DomainNames, *, total_seconds: float = TOTAL_SECONDS
) -> Discovery:
    """What was found, within the time. ``MailError`` ADDRESS_UNUSABLE."""
    address = read_address(email)
    known = proposals_for(f"{address.name}@{address.domain}")
    tell(Step.PROVIDERS, address.domain, StepState.FOUND if known else StepState.NOTHING, None)
    if known:
        return Discovery(address.text, known)
    search = _Search(address, tell, dial, names)
    await search.run(total_seconds)
    proposals = _merged(search.found[step] for step in Step if step in search.found)
    return Discovery(address.text, proposals, None if search.found_something else search.problem())


class _Search:
    """``found`` by step; ``problems`` of what gave no usable answer."""

    def __init__(self, address: Address, tell: Tell, dial: Dial, names: DomainNames) -> None:
        self.found: dict[Step, tuple[Proposal, ...]] = {}
        self.problems: list[Problem] = []
        self._address = address
        self._tell = tell
        self._dial = dial
        self._names = names
        self._no_such_domain = False

    async def run(self, seconds: float) -> None:
        """Until the most trusted find is certain, all is asked, or the time is over."""
        domain, address = self._address.domain, self._address
        url, well_known = autoconfig_url(domain, address), well_known_url(domain)
        mx = self._spawn(Step.MX, domain, self._by_exchanger())
        srv = self._spawn(Step.SRV, domain, by_srv_records(self._names, address))
        tasks = {
            self._spawn(Step.AUTOCONFIG, f"autoconfig.{domain}", self._fetch(url, Step.AUTOCONFIG)): Step.AUTOCONFIG,
            self._spawn(Step.WELL_KNOWN, domain, self._fetch(well_known, Step.WELL_KNOWN)): Step.WELL_KNOWN,
            mx: Step.MX,
            srv: Step.SRV,
            asyncio.create_task(self._probe(mx, srv)): Step.PROBE,
        }
        try:
            await self._settle(tasks, seconds)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _settle(self, tasks: dict[asyncio.Task[None], Step], seconds: float) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        pending = set(tasks)
        while pending:
            done, pending = await asyncio.wait(
                pending, timeout=max(0.0, end - clock()), return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
            if not done:
                return
            order = list(Step)
            best = next((order.index(step) for step in order if self._satisfies(step)), None)
            if best is None:
                continue
            if all(order.index(tasks[task]) > best for task in pending):
                return
            end = min(end, clock() + _GRACE_SECONDS)

    @property
    def found_something(self) -> bool:
        """That can be used as it is."""
        return any(self._satisfies(step) for step in Step)

    def _satisfies(self, step: Step) -> bool:
        """Servers without protection, or with a certificate that proves nothing, end no search."""
        return any(
            proposal.protected and Note.CERTIFICATE_UNPROVEN not in proposal.notes
            for proposal in self.found.get(step, ())
        )

    def _spawn(self, step: Step, subject: str, work: Awaitable[tuple[Proposal, ...]]) -> asyncio.Task[None]:
        return asyncio.create_task(self._take(step, subject, work))

    async def _take(self, step: Step, subject: str, work: Awaitable[tuple[Proposal, ...]]) -> None:
        """Do a step, tell of it, keep what it finds."""
        self._tell(step, subject, StepState.RUNNING, None)
        try:
            self.found[step] = await work
        except MailError as error:
            self.problems.append(error.problem)
            absent = error.problem.kind is ProblemKind.HOST_NOT_FOUND
            self._tell(step, subject, StepState.NOTHING if absent else StepState.FAILED, error.problem)
        else:
            self._tell(step, subject, StepState.FOUND if self.found[step] else StepState.NOTHING, None)

    async def _fetch(self, url: str, step: Step) -> tuple[Proposal, ...]:
        return await fetch_autoconfig(self._dial, url, self._address, step)

    async def _by_exchanger(self) -> tuple[Proposal, ...]:
        """What we know of whoever takes the mail of the domain, else what that one tells."""
        try:
            told = await self._names.mail_exchangers(self._address.domain)
        except MailError as error:
            self._no_such_domain = error.problem.kind is ProblemKind.HOST_NOT_FOUND
            raise
        exchangers = [host for one in told if (host := host_name(one))]
        for host in exchangers:
            provider = provider_by_exchanger(host)
            if provider is not None:
                return provider.proposals(self._address.text, Step.MX)
        other = await registered_domain(exchangers[0]) if exchangers else ""
        if not other or is_within(self._address.domain, other):
            return ()
        found = await self._fetch(autoconfig_url(other, self._address), Step.MX)
        # The name came by DNS, which anybody on the way can forge.
        return tuple(replace(one, confirm=True, notes=(*one.notes, Note.UNSIGNED_DNS)) for one in found)

    async def _probe(self, *dns: asyncio.Task[None]) -> None:
        await asyncio.wait(dns, timeout=_PROBE_AFTER_SECONDS)
        if not self._no_such_domain and not self.found_something:
            self.found[Step.PROBE] = await probe(self._dial, self._address, self._tell_probe)

    def _tell_probe(self, subject: str, state: StepState, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(problem)
        self._tell(Step.PROBE, subject, state, problem)

    def problem(self) -> Problem | None:
        """Why nothing was found, where that is not simply that there is nothing."""
        for kind in _IN_THE_WAY:
            for problem in self.problems:
                if problem.kind is kind:
                    return problem
        if self._no_such_domain:
            return Problem(ProblemKind.HOST_NOT_FOUND, self._address.domain)
        answered = self.found.keys() - {Step.PROBE}
        if not answered and self.problems and all(problem.kind in _NO_NETWORK for problem in self.problems):
            return Problem(ProblemKind.NETWORK_UNREACHABLE, self._address.domain, self.problems[0].detail)
        return next((problem for problem in reversed(self.problems) if problem.certificate is not None), None)


def _merged(found: Iterable[tuple[Proposal, ...]]) -> tuple[Proposal, ...]:
    """The same servers once, as the most trusted step tells of them; those without protection last."""
    by_settings: dict[object, Proposal] = {}
    for proposals in found:
        for proposal in proposals:
            by_settings.setdefault((proposal.settings.kind, proposal.servers), proposal)
    return tuple(sorted(by_settings.values(), key=lambda one: not one.protected))
