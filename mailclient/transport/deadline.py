"""A limit of time whose end is a problem like any other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mailclient.mail.problem import MailError, Problem, ProblemKind


@asynccontextmanager
async def deadline(seconds: float, subject: str) -> AsyncIterator[None]:
    """What is not done in the block after ``seconds`` is cancelled and becomes TIMED_OUT about ``subject``."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise MailError(Problem(ProblemKind.TIMED_OUT, subject, f"no answer in {seconds:g} seconds")) from error
