"""The key by which this profile seals what must not be readable on the disk (``crypto.sealing``).

Made at its first use and kept where passwords are. Whoever erases it can read nothing of what was sealed any more.
"""

import asyncio
import base64
import binascii

from mailclient.crypto.sealing import KEY_BYTES, new_key
from mailclient.engine.secrets.entries import Entries
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind


class SealingKey:
    """One for each ``purpose``, so that one can be forgotten and the others stay; ``profile`` names the profile.

    ``MailError``: NO_KEYRING, KEYRING_LOCKED, VAULT_LOCKED, VAULT_DAMAGED.
    """

    def __init__(self, entries: Entries, profile: str, purpose: str) -> None:
        self._entries = entries
        self._name = f"seal:{purpose}:{profile}"
        self._key: bytes | None = None
        self._turn = asyncio.Lock()

    async def key(self) -> bytes:
        """The key, made now if there is none."""
        async with self._turn:
            if self._key is None:
                self._key = await self._kept() or await self._made()
            return self._key

    async def forget(self) -> None:
        """Erase it: what was sealed with it is lost."""
        async with self._turn:
            self._key = None
            await self._entries.erase(self._name)

    async def _kept(self) -> bytes | None:
        kept = await self._entries.read(self._name)
        if kept is None:
            return None
        try:
            key = base64.b64decode(kept.reveal(), validate=True)
        except binascii.Error as error:
            raise MailError(Problem(ProblemKind.VAULT_DAMAGED, self._name)) from error
        if len(key) != KEY_BYTES:  # making another would lose what was sealed with the right one
            raise MailError(Problem(ProblemKind.VAULT_DAMAGED, self._name))
        return key

    async def _made(self) -> bytes:
        key = new_key()
        await self._entries.write(self._name, Secret(base64.b64encode(key).decode()))
        return key
