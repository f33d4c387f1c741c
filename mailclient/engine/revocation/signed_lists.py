"""Lists of withdrawn certificates and answers about one, from the web (RFC 5280 §4.2.1.13, RFC 6960 appendix A).

They are signed, so they may come in the clear, and do. In bytes, in seconds and in number all is bounded.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from mailclient.engine.outside import Outside
from mailclient.mail.problem import MailError
from mailclient.mail.proxy import Proxy
from mailclient.transport.https import request

LIST_BYTES = 8 << 20
ANSWER_BYTES = 64 << 10
EACH_SECONDS = 8.0
KEPT_BYTES = 24 << 20
AGAIN_SECONDS = 3600.0
"""After this long a list is asked for again; of one that did not come after ``PAUSE_SECONDS``."""
PAUSE_SECONDS = 600.0
_Key = tuple[str, bytes]


class SignedLists:
    """What came is kept until it is an hour old; what did not come is not asked for again for ten minutes."""

    def __init__(self, outside: Outside, proxy: Callable[[], Proxy | None]) -> None:
        self._outside = outside
        self._proxy = proxy
        self._kept: OrderedDict[_Key, tuple[float, bytes]] = OrderedDict()
        self._coming: dict[_Key, asyncio.Task[bytes]] = {}

    async def crl(self, url: str) -> bytes:
        """Empty where it does not come."""
        return await self._get((url, b""))

    async def ocsp(self, url: str, question: bytes) -> bytes:
        """Likewise."""
        return await self._get((url, question))

    async def close(self) -> None:
        """Stop what is on its way."""
        coming = list(self._coming.values())
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)

    async def _get(self, key: _Key) -> bytes:
        made, data = self._kept.get(key, (0.0, b""))
        age = self._outside.now() - made
        if key in self._kept and age < (AGAIN_SECONDS if data else PAUSE_SECONDS):
            self._kept.move_to_end(key)
            return data
        task = self._coming.get(key)
        if task is None:
            task = asyncio.create_task(self._fetch(key))
            self._coming[key] = task
        # Whoever waits may stop waiting; it comes all the same, for the next one.
        return await asyncio.shield(task)

    async def _fetch(self, key: _Key) -> bytes:
        url, question = key
        headers = {"Content-Type": "application/ocsp-request"} if question else {}
        try:
            reply = await request(
                "POST" if question else "GET",
                url,
                headers=headers,
                body=question,
                timeout_seconds=EACH_SECONDS,
                limit_bytes=ANSWER_BYTES if question else LIST_BYTES,
                dial=self._outside.web,
                proxy=self._proxy(),
                clear=True,
            )
            data = reply.body if reply.status == 200 else b""
        except MailError:  # offline, gone, too large: "not checked" is said of the certificate
            data = b""
        finally:
            self._coming.pop(key, None)
        self._keep(key, data)
        return data

    def _keep(self, key: _Key, data: bytes) -> None:
        self._kept[key] = (self._outside.now(), data)
        self._kept.move_to_end(key)
        while sum(len(held) + 1000 for _, held in self._kept.values()) > KEPT_BYTES:
            self._kept.popitem(last=False)
