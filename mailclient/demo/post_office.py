"""Takes submitted mail to the inboxes of the demonstration, and lets the people of the sample mail answer.

An answer comes a few seconds later, so that new mail can be seen arriving. Mail to "bounce.example" comes back.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from mailclient.demo.answers import answer, bounce, wants_answer
from mailclient.demo.mail_store import MailStore
from mailclient.demo.sample_mail.letter_message import message_bytes
from mailclient.demo.sample_mail.people import BY_ADDRESS
from mailclient.demo.smtp_server import Submission
from mailclient.mail.address import Address
from mailclient.mime.reader import read

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], datetime]

ANSWER_SECONDS = 4.0
ANSWERS_LIMIT = 100
"""Answers on their way at a time; more are not written."""

BOUNCE_DOMAIN = "bounce.example"


class PostOffice:
    """``stores`` by address, ``clock`` gives aware datetimes, ``sleep`` (seconds) is how answers wait."""

    def __init__(self, stores: Mapping[str, MailStore], clock: Clock, sleep: Sleep) -> None:
        self._stores = stores
        self._clock = clock
        self._sleep = sleep
        self._coming: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count()

    def deliver(self, submission: Submission) -> None:
        """Put the message into the inboxes here; whoever is elsewhere may answer later."""
        for recipient in dict.fromkeys(address.lower() for address in submission.recipients):
            store = self._stores.get(recipient)
            if store is None:
                self._let_answer(submission, recipient)
                continue
            trace = f"Return-Path: <{submission.mail_from}>\r\nDelivered-To: {recipient}\r\n"
            store.inbox.add(trace.encode("utf-8") + submission.data, (), self._clock())

    async def close(self) -> None:
        """Forget the answers that are still on their way."""
        for task in tuple(self._coming):
            task.cancel()
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _let_answer(self, submission: Submission, recipient: str) -> None:
        person = BY_ADDRESS.get(recipient)
        bounces = recipient.endswith(f"@{BOUNCE_DOMAIN}")
        answers = person is not None and person.answers
        if (bounces or answers) and submission.mail_from.lower() in self._stores and len(self._coming) < ANSWERS_LIMIT:
            task = asyncio.ensure_future(self._answer(submission, recipient))
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)

    async def _answer(self, submission: Submission, recipient: str) -> None:
        """Write back after a while, to whoever handed the message in."""
        await self._sleep(ANSWER_SECONDS)
        message = read(submission.data)
        if not wants_answer(message):
            return
        to = Address("", submission.mail_from)
        number, now = next(self._numbers), self._clock()
        person = BY_ADDRESS.get(recipient)
        letter = answer(message, person, to, now, number) if person else bounce(message, recipient, to, now, number)
        self._stores[submission.mail_from.lower()].inbox.add(message_bytes(letter), (), now)
