"""Signed and encrypted messages, both ways between our engine and a real Thunderbird (RNP, NSS) in its own window.

    python -m tests.round_trip.protected [DIRECTORY]

Ours go through Postfix (the second time one without 8BITMIME) into Dovecot, and are opened in Thunderbird's window;
its own are written in its composer, and opened by our engine. Prints what each said of the other's, and of the
other's keys; in DIRECTORY are the messages (and pictures of Thunderbird) afterwards. Needs root (the servers) and
``thunderbird``, ``libnss3-tools``, ``xvfb``, ``xdotool``, ``imagemagick``.
"""

import argparse
import asyncio
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from mailclient.bridge.commands import (
    ExportCertificate,
    ExportKey,
    GenerateKey,
    ImportCertificates,
    ImportKeys,
    ListCertificates,
    ListKeys,
    Sync,
)
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.bridge.events import Finished
from mailclient.mail.account import AccountSettings
from mailclient.mail.protection import Acceptance
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protecting.conftest import pkcs12_of
from tests.engine.protecting.desk import _pem
from tests.round_trip.letters import picture
from tests.round_trip.pair import DAY, SUBJECT, TEXT, Kinds, OurEngine, World
from tests.round_trip.pair_keys import autocrypt_both_ways, certificates_both_ways, keys_both_ways
from tests.round_trip.servers import Servers, running_servers
from tests.round_trip.thunderbird import thunderbird
from tests.unit.crypto.smime.authority import Authority

HTML = '<p>안녕 <b>Bob</b>, see <img src="cid:chart@mail.test" alt="chart"></p>'
_LARGE = 25_000_000
WAYS = ("sign", "encrypt", "both")
KINDS = (
    Kinds("Ed25519, P-256 / RSA", "", "ECC", "p256", "rsa", "Postfix"),
    Kinds("RSA, RSA / P-256", "rsa3072", "RSA", "rsa", "p256", "Postfix without 8BITMIME"),
    Kinds("Ed25519, P-256 / P-256", "", "ECC", "p256", "p256", "Exim"),
)


@contextmanager
def _home(folder: Path) -> Iterator[OurEngine]:
    engine = OurEngine(folder)
    try:
        yield engine
    finally:
        subprocess.run(["gpgconf", "--homedir", str(engine.home), "--kill", "all"], check=False, timeout=120)


def _pem_file(folder: Path, name: str, der: bytes) -> Path:
    file = folder / f"{name}.pem"
    file.write_bytes(_pem("CERTIFICATE", der))
    return file


def _rsa_key(engine: OurEngine, user_id: str) -> None:
    gpg = ["gpg", "--homedir", str(engine.home), "--batch", "--passphrase", "", "--pinentry-mode", "loopback"]
    made = [*gpg, "--quick-generate-key", user_id, "rsa3072", "sign"]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    listed = subprocess.run([*gpg, "--list-keys", "--with-colons"], check=True, capture_output=True, timeout=60).stdout
    fingerprint = next(line.split(b":")[9].decode() for line in listed.splitlines() if line.startswith(b"fpr"))
    subprocess.run(
        [*gpg, "--quick-add-key", fingerprint, "rsa3072", "encr"], check=True, capture_output=True, timeout=60
    )


async def meet(kinds: Kinds, servers: Servers, into: Path, *, pictures: bool = False) -> None:
    """Both get their keys, know each other's, and write each other."""
    alice, bob = servers.dovecot.add_user("alice"), servers.dovecot.add_user("bob")
    authority, now = Authority("Root of the tests"), time.time()
    start, end = now - DAY, now + 300 * DAY
    ours = authority.issue(alice.name, kinds.our_certificate, name="Alice", from_=start, to=end)
    theirs = authority.issue(bob.name, kinds.their_certificate, name="Bob", from_=start, to=end)
    folder = Path(tempfile.mkdtemp(prefix="rp", dir="/tmp"))
    try:
        root = _pem_file(folder, "root", authority.der)
        (folder / "bob.p12").write_bytes(pkcs12_of(theirs))
        people = [_pem_file(folder, "alice", ours.certificate)]
        with _home(folder) as engine, thunderbird([root], [(folder / "bob.p12", "secret")], people) as bird:
            bird.begin(bob.name, "Bob 김")
            await engine.start()
            submission = servers.submission[kinds.server]
            world = World(engine, bird, servers, submission, alice, bob, into, pictures)
            await _acquaint(world, kinds, authority.der, theirs.certificate, pkcs12_of(ours))
            for case, content in _letters(bob.name).items():
                await ours_to_theirs(world, f"{kinds.title}: {case}", content)
            for system in ("openpgp", "smime"):
                for way in WAYS:
                    await theirs_to_ours(world, f"{kinds.title}: {system} {way}", system, way)
            (own,) = [one for one in (await engine.asks(ListCertificates(""))).certificates if one.secret]
            given = (await engine.asks(ExportCertificate("", own.fingerprint, secret=True, passphrase="out"))).exported
            assert given is not None
            certificates_both_ways(world, given.data, folder)
            await engine.asks(ImportCertificates("", (folder / "nss.p12").read_bytes(), passphrase="back"))
            await keys_both_ways(world)
            await engine.stop()
    finally:
        shutil.rmtree(folder)


async def _acquaint(world: World, kinds: Kinds, root: bytes, theirs: bytes, own: bytes) -> None:
    engine, bird = world.engine, world.bird
    name = f"Alice Ärmel <{world.alice.name}>"
    if kinds.ours:
        await asyncio.to_thread(_rsa_key, engine, name)
        (key,) = (await engine.asks(ListKeys(""))).keys
    else:
        (key,) = (await engine.asks(GenerateKey("", "Alice Ärmel", world.alice.name, 0))).keys
    dovecot = world.servers.dovecot
    settings = AccountSettings(
        world.alice.name, "Alice Ärmel", dovecot.imap(world.alice), world.submission.smtp(world.alice)
    )
    world.accounts.append(await engine.add(settings, world.alice.secret))
    assert isinstance(await engine.request(Sync(request_id="")), Finished)
    their_key = bird.make_key(f"Bob 김 <{world.bob.name}>", kinds.theirs)
    await autocrypt_both_ways(world, str(bird.key(their_key)["fpr"]), key.fingerprint)
    exported = (await engine.asks(ExportKey("", key.fingerprint))).exported
    assert exported is not None
    world.note("our key in theirs", kinds.title, str(bird.take_key(exported.data).get("exitCode")))
    bird.use_certificate("Bob")
    taken = await engine.asks(ImportKeys("", bird.public_key(their_key), acceptance=Acceptance.ACCEPTED))
    world.note("their key in ours", kinds.title, str(taken.imported and taken.imported.new))
    accepted = Acceptance.ACCEPTED
    await engine.asks(ImportCertificates("", _pem("CERTIFICATE", root), acceptance=accepted))
    await engine.asks(ImportCertificates("", own, passphrase="secret", acceptance=accepted))
    await engine.asks(ImportCertificates("", _pem("CERTIFICATE", theirs), acceptance=accepted))


def _letters(to: str) -> dict[str, DraftContent]:
    chart = DraftFile("chart.png", "image/png", data=picture(), content_id="chart@mail.test")
    note = DraftFile("3월 회의록 (최종).txt", "text/plain", data="안녕하세요\n".encode())
    made = {}
    for system in ("openpgp", "smime"):
        for way in WAYS:
            signs, encrypts = way != "encrypt", way != "sign"
            common = DraftContent(to=f"Bob 김 <{to}>", subject=SUBJECT, sign=signs, encrypt=encrypts, protection=system)
            made[f"{system} {way} text"] = msgspec.structs.replace(common, text=TEXT)
            made[f"{system} {way} html"] = msgspec.structs.replace(common, html=HTML, files=(chart, note))
        large = DraftFile("large.bin", "application/octet-stream", data=random.Random(7).randbytes(_LARGE))
        made[f"{system} both 25 MB"] = msgspec.structs.replace(common, sign=True, text=TEXT, files=(large,))
    return made


async def ours_to_theirs(world: World, case: str, content: DraftContent) -> None:
    """Through the servers into its window."""
    data = await world.sent(content)
    name = case.replace(" ", "-").replace("/", "-")
    (world.into / f"ours {name}.eml").write_bytes(data)
    try:
        shown = world.bird.read(data)
    except RuntimeError as error:
        world.note("ours in Thunderbird", case, f"FAILED {error}")
        return
    if world.pictures:
        world.bird.take(world.into / f"ours {name}.png")
    said = [f"signed {shown.signature or '-'}", f"encrypted {shown.encryption or '-'}"]
    said.append("subject ok" if shown.subject.endswith(SUBJECT) else f"SUBJECT {shown.subject!r}")
    said.append("text ok" if "안녕" in shown.text else f"TEXT {shown.text[:200]!r}")
    if "Subject:" in shown.text:
        said.append("(subject above the text)")
    if content.html:
        said.append("picture ok" if 240 in shown.images else f"PICTURE {shown.images}")
        said.append("file ok" if any(one.startswith("3월") for one in shown.files) else f"FILES {shown.files}")
    world.note("ours in Thunderbird", case, ", ".join((*said, *shown.notes)))


async def theirs_to_ours(world: World, case: str, system: str, way: str) -> None:
    """Written in its composer."""
    file = world.into / "3월 회의록.txt"
    file.write_text("안녕하세요\n")
    for plain in (True, False):
        body = TEXT if plain else HTML.replace('<img src="cid:chart@mail.test" alt="chart">', "")
        options = {"system": system, "sign": way != "encrypt", "encrypt": way != "sign", "plain": plain}
        kind = "text" if plain else "html"
        try:
            data = world.bird.write(world.alice.name, SUBJECT, body, files=[str(file)], **options)
        except RuntimeError as error:
            world.note("Thunderbird's in ours", f"{case} {kind}", f"FAILED {error}")
            world.bird.take(world.into / f"failed {case.replace('/', '-')}.png")
            continue
        (world.into / f"theirs {case.replace(' ', '-').replace('/', '-')} {kind}.eml").write_bytes(data)
        answer, clear = await world.opened(data)
        assert answer.opened is not None
        protection, message = answer.opened.protection, read(clear)
        signature, encryption = protection.signature, protection.encryption
        said = [
            f"signed {signature.verdict} {signature.covers} {signature.reason}" if signature else "signed -",
            f"encrypted {encryption.decrypted} {encryption.integrity} {encryption.algorithm} {encryption.reason}"
            if encryption
            else "encrypted -",
            "subject ok" if message.envelope.subject == SUBJECT else f"SUBJECT {message.envelope.subject!r}",
            "text ok" if "안녕" in message_body(message).text else f"TEXT {message_body(message).text[:200]!r}",
            f"hidden {protection.hidden_fields} changed {protection.changed_fields}",
        ]
        names = [part.filename for part in message.root.leaves() if part.filename]
        said.append("file ok" if file.name in names else f"FILES {names}")
        world.note("Thunderbird's in ours", f"{case} {kind}", ", ".join(said))


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--pictures", action="store_true", help="of its window, with each of our messages")
    arguments = parser.parse_args()
    into = arguments.directory or Path(tempfile.mkdtemp(prefix="protected-"))
    into.mkdir(parents=True, exist_ok=True)
    with running_servers() as servers:
        for kinds in KINDS:
            asyncio.run(meet(kinds, servers, into, pictures=arguments.pictures))


if __name__ == "__main__":
    main()
