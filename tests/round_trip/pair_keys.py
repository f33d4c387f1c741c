"""Keys and certificates both ways: what one makes, changes, and withdraws, in the other."""

import asyncio
import re
import time
from pathlib import Path

from mailclient.bridge.commands import (
    ChangeKeyExpiry,
    ExportKey,
    ImportKeys,
    ListKeys,
    MakeSetupMessage,
    RevokeKey,
    Sync,
)
from mailclient.bridge.draft import DraftContent
from mailclient.bridge.events import Finished
from mailclient.bridge.exported import Exported
from tests.round_trip.pair import DAY, SUBJECT, TEXT, World
from tests.round_trip.thunderbird import certificates, nss


async def keys_both_ways(world: World) -> None:
    """Secret keys, expiry, revocation, Autocrypt; the last thing the two do, for their keys end with it."""
    engine, bird = world.engine, world.bird
    home = world.into / "keys"
    home.mkdir(exist_ok=True)
    (mine,) = [one for one in (await engine.asks(ListKeys(""))).keys if one.secret]
    (theirs,) = (await engine.asks(ListKeys("", address=world.bob.name))).keys
    title = f"{mine.algorithm}, {theirs.algorithm}"

    async def given(command: ExportKey | RevokeKey | MakeSetupMessage) -> Exported:
        exported = await engine.request(command)
        assert isinstance(exported, Finished), exported
        assert exported.exported is not None
        return exported.exported

    bird.take_key((await given(ExportKey("", mine.fingerprint))).data, "verified")
    await engine.request(ChangeKeyExpiry("", mine.fingerprint, 100))
    bird.take_key((await given(ExportKey("", mine.fingerprint))).data)
    days = (bird.key(mine.fingerprint).get("expires", 0) - time.time()) / DAY
    world.note("our expiry in theirs", title, f"{days:.1f} days")
    secret = (await given(ExportKey("", mine.fingerprint, secret=True))).data
    bird.take_secret_key(secret)
    world.note("our secret key in theirs", title, str(bird.key(mine.fingerprint).get("secret")))
    backup = bird.secret_key(theirs.fingerprint, "over there")
    taken = await engine.request(ImportKeys("", backup, passphrase="over there"))
    world.note("their secret key in ours", title, str(getattr(getattr(taken, "imported", None), "secret", taken)))
    opened, _clear = await world.opened_with(
        bird.write(world.bob.name, SUBJECT, TEXT, system="openpgp", sign=True, encrypt=True),
        "over there",
    )
    world.note("their own mail in ours", title, str(opened.opened and opened.opened.protection.encryption))
    revoked = (await given(RevokeKey("", mine.fingerprint, "superseded"))).data
    bird.take_key(revoked)
    world.note("our revocation in theirs", title, str(bird.key(mine.fingerprint)))
    bird.revoke(theirs.fingerprint[-16:])
    await engine.asks(ImportKeys("", bird.public_key(theirs.fingerprint[-16:])))
    (again,) = (await engine.asks(ListKeys("", address=world.bob.name))).keys
    world.note("their revocation in ours", title, f"revoked {again.revoked}")


def certificates_both_ways(world: World, exported: bytes, folder: Path) -> None:
    """PKCS#12 that we made, in NSS."""
    (folder / "ours.p12").write_bytes(exported)
    (folder / "nss").mkdir()
    certificates(folder / "nss", [], [(folder / "ours.p12", "out")], [])
    listed = nss("certutil", "-K", "-d", f"sql:{folder / 'nss'}")
    world.note("our PKCS#12 in NSS", "", "ok" if listed.count(b"< 0>") else listed.decode())
    name = re.search(rb"[0-9a-f]{40}\s+(?:NSS Certificate DB:)?(.*)", listed)
    assert name is not None
    nss(
        "pk12util",
        "-o",
        str(folder / "nss.p12"),
        "-d",
        f"sql:{folder / 'nss'}",
        "-n",
        name[1].strip().decode(),
        "-W",
        "back",
        "-K",
        "",
    )


async def autocrypt_both_ways(world: World, theirs: str, ours: str) -> None:
    """Before either has the other's key: what a header told."""
    data = world.bird.write(world.alice.name, "Hello", "Hello", system="openpgp", sign=True, encrypt=False)
    world.servers.dovecot.deliver(world.alice, data)
    await world.engine.request(Sync(request_id=""))
    await asyncio.sleep(2)
    keys = (await world.engine.asks(ListKeys("", address=world.bob.name))).keys
    found = [f"{one.source} {one.acceptance}" for one in keys if one.fingerprint == theirs]
    world.note("their Autocrypt in ours", "", ", ".join(found) or f"NOT FOUND {keys}")
    world.bird.read(await world.sent(DraftContent(to=world.bob.name, subject="Hello", text="Hello")))
    world.note(
        "our Autocrypt in theirs",
        "",
        "ok"
        if ours in world.bird.collected(world.alice.name)
        else f"NOT FOUND {world.bird.collected(world.alice.name)}",
    )
