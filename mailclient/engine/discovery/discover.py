"""All steps of finding an address's servers, beside each other in time, judged in order of trust."""

from collections.abc import Callable

from mailclient.mail.discovery import Discovery, Step, StepState
from mailclient.mail.problem import MailError, Problem, ProblemKind

Tell = Callable[[Step, str, StepState, Problem | None], None]
"""Takes how a step stands: the step, the host it is about, its state, and why it failed."""


async def discover(email: str, tell: Tell) -> Discovery:
    """What was found. ``MailError`` ADDRESS_UNUSABLE."""
    name, _, domain = email.strip().rpartition("@")
    if not name or not domain:
        raise MailError(Problem(ProblemKind.ADDRESS_UNUSABLE, email))
    tell(Step.PROVIDERS, domain, StepState.NOTHING, None)
    return Discovery(email.strip())
