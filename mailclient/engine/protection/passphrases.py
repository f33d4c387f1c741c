"""Asking the user for the passphrase of a key, while a thread waits for it.

Only where GnuPG's agent has no dialogue of its own. What is answered goes to GnuPG and is kept by nobody.
"""

import asyncio

from mailclient.bridge.commands import GivePassphrase
from mailclient.bridge.events import PassphraseNeeded
from mailclient.engine.announce import Publish
from mailclient.engine.protection.opened import Ask
from mailclient.mail.account import Secret


class Passphrases:
    """The questions that are open, by the id of the request that waits."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._asking: set[str] = set()
        """Requests that have not ended."""
        self._open: dict[str, asyncio.Future[Secret | None]] = {}

    def asker(self, request_id: str) -> Ask:
        """How a thread asks for this request; call it on the loop. ``end`` the request afterwards."""
        loop = asyncio.get_running_loop()
        self._asking.add(request_id)

        def ask(fingerprint: str, name: str, wrong: bool) -> Secret | None:
            question = PassphraseNeeded(request_id=request_id, fingerprint=fingerprint, name=name, wrong=wrong)
            return asyncio.run_coroutine_threadsafe(self._answer(question), loop).result()

        return ask

    def give(self, command: GivePassphrase) -> None:
        """The answer; one to a question that nobody asked (any more) is nothing."""
        answer = self._open.pop(command.request_id, None)
        if answer is not None and not answer.done():
            answer.set_result(None if command.passphrase is None else Secret(command.passphrase))

    def end(self, request_id: str) -> None:
        """Nobody waits for this request any more: who still asks is told that there is no passphrase."""
        self._asking.discard(request_id)
        self.give(GivePassphrase(request_id=request_id, passphrase=None))

    async def _answer(self, question: PassphraseNeeded) -> Secret | None:
        request_id = question.request_id
        if request_id not in self._asking:  # its thread was still busy when it ended
            return None
        self.give(GivePassphrase(request_id=request_id, passphrase=None))
        answer: asyncio.Future[Secret | None] = asyncio.get_running_loop().create_future()
        self._open[request_id] = answer
        self._publish(question)
        return await answer
