"""The engine's process: what it takes from the system at start, what ends it, and its exit code.

It ends by ``ShutDown``, by SIGTERM or SIGINT, or when its stdin ends: then whoever started it is gone. What cannot
start says why in one ``Failed`` frame with an empty request id and in the exit code.
"""

import asyncio
import gc
import logging
import logging.handlers
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mailclient.bridge.commands import ImportCards, ImportCertificates, ShutDown
from mailclient.bridge.events import AnyEvent, Failed
from mailclient.bridge.framing import encode
from mailclient.engine.channel import Channel
from mailclient.engine.engine import Engine
from mailclient.engine.event_bus import EventBus
from mailclient.engine.lock import ProfileLock
from mailclient.engine.outside import Outside
from mailclient.engine.private_memory import keep_memory_private
from mailclient.engine.unwritable import unwritable
from mailclient.mail.contact import LOCAL_BOOK
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance
from mailclient.profile import Profile

log = logging.getLogger(__name__)


EXIT_IN_USE = 3
EXIT_CANNOT_START = 4
NICENESS = 5
"""Lower than the window's: a frame on the screen goes before any mail."""
LOG_BYTES = 2_000_000
_THREADS = 24


@dataclass(frozen=True, slots=True)
class _Pipe:
    incoming: BinaryIO
    outgoing: BinaryIO


def run(profile: Profile, demo: bool) -> int:
    """Be the engine of this profile until the end; returns the exit code."""
    pipe = _take_pipe()
    os.umask(0o077)
    keep_memory_private()
    _be_modest()
    try:
        _open_profile(profile)
        with ProfileLock(profile.lock):
            asyncio.run(_serve(profile, pipe, demo=demo))
    except MailError as error:
        log.error("cannot go on: %s", error)  # noqa: TRY400  an expected end; its trace says nothing more
        _say(pipe, Failed(request_id="", problem=error.problem))
        return EXIT_IN_USE if error.problem.kind is ProblemKind.PROFILE_IN_USE else EXIT_CANNOT_START
    except Exception as error:  # the last line of the process: it must be in the log before it is gone
        log.exception("the engine ends by a mistake of its own")
        _say(pipe, Failed(request_id="", problem=Problem(ProblemKind.INTERNAL, detail=repr(error))))
        raise
    log.info("the engine ends")
    return 0


def _take_pipe() -> _Pipe:
    """Keep stdin and stdout for frames alone: what a stray print writes goes to stderr."""
    sys.stdout.flush()
    incoming = os.fdopen(os.dup(0), "rb", buffering=0)
    outgoing = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return _Pipe(incoming, outgoing)


def _be_modest() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _open_profile(profile: Profile) -> None:
    """Make its folder and open the log there; ``MailError`` FILE_UNWRITABLE or DISK_FULL."""
    try:
        profile.create()
        _open_log(profile)
    except OSError as error:
        raise unwritable(error, profile.directory) from error


def _open_log(profile: Profile) -> None:
    # On a full disk the log cannot be written either: that is told as a problem, not as traces on the terminal.
    logging.raiseExceptions = False
    logging.lastResort = None
    handler = logging.handlers.RotatingFileHandler(profile.log, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(os.environ.get("MAILCLIENT_LOG", "INFO").upper())
    logging.captureWarnings(True)


def _say(pipe: _Pipe, event: AnyEvent) -> None:
    try:
        os.set_blocking(pipe.outgoing.fileno(), True)
        pipe.outgoing.write(encode(event))
    except (OSError, ValueError) as error:
        log.warning("nobody is there to hear why: %s", error)


async def _serve(profile: Profile, pipe: _Pipe, *, demo: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Of the usual six threads, a few messages that wait for passphrases would leave none to look up a server's name.
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "beside"))
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
    outside = _demo_outside(profile) if demo else _real_outside(profile)
    channel = Channel(lambda: engine.greeting())
    bus = EventBus(channel.deliver)
    engine = Engine(profile, outside, bus.publish)
    await engine.open()
    # What is there now stays until the end: looked through for circles each time, it would stop the loop for 20 ms.
    gc.collect()
    gc.freeze()
    log.info("the engine of %s starts, process %d", profile.directory, os.getpid())
    try:
        # The pipe's own descriptors are duplicated once more: the originals must outlive the loop to say a last word.
        incoming = os.fdopen(os.dup(pipe.incoming.fileno()), "rb", buffering=0)
        outgoing = os.fdopen(os.dup(pipe.outgoing.fileno()), "wb", buffering=0)
        await channel.open_socket(profile.socket)
        await channel.open_pipe(incoming, outgoing)
        if demo:
            await _add_demo_accounts(engine)
        await _until_the_end(engine, channel, stop)
    finally:
        await engine.close()
        bus.close()
        await channel.close()
        profile.socket.unlink(missing_ok=True)


async def _until_the_end(engine: Engine, channel: Channel, stop: asyncio.Event) -> None:
    async def listen() -> None:
        while True:
            command = await channel.commands.get()
            if isinstance(command, ShutDown):
                return
            await engine.perform(command)

    endings = [
        asyncio.create_task(listen(), name="commands"),
        asyncio.create_task(channel.orphaned.wait(), name="orphaned"),
        asyncio.create_task(stop.wait(), name="signal"),
        asyncio.create_task(engine.broken(), name="broken"),
    ]
    try:
        done, _ = await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in endings:
            task.cancel()
        await asyncio.gather(*endings, return_exceptions=True)


def _real_outside(profile: Profile) -> Outside:
    """The network and the keyring; MAILCLIENT_TRANSCRIPT names a folder where each connection leaves a transcript."""
    from mailclient.engine.accounts.dialling import dialling
    from mailclient.engine.secrets.credentials import system_credentials
    from mailclient.transport.connect import connect, connect_public
    from mailclient.transport.network_changes import watch_network
    from mailclient.transport.transcribed import transcribed

    folder = os.environ.get("MAILCLIENT_TRANSCRIPT")
    credentials = system_credentials(profile)
    dial = dialling(connect, credentials)
    return Outside(
        dial=transcribed(dial, Path(folder)) if folder else dial,
        credentials=credentials,
        web=dialling(connect_public, credentials),
        watch_network=watch_network,
    )


def _demo_outside(profile: Profile) -> Outside:
    from mailclient.demo import demo_dial, demo_web, lay_out_keys
    from mailclient.engine.secrets.credentials import MemoryCredentials
    from mailclient.transport.dns import NoNames

    home = lay_out_keys(profile.directory)
    return Outside(dial=demo_dial, web=demo_web, credentials=MemoryCredentials(), names=NoNames(), gnupg_home=home)


async def _add_demo_accounts(engine: Engine) -> None:
    from mailclient.demo import DEMO_PASSWORD, PEOPLE_CARDS, demo_accounts
    from mailclient.demo.keys import AUTHORITY, CERTIFICATE_PASSPHRASE, OWN_CERTIFICATE

    for settings in demo_accounts():
        await engine.add_trusted_account(settings, DEMO_PASSWORD)
    people = OperationId("sample people")
    await engine.perform(ImportCards("sample people", people, LOCAL_BOOK, str(PEOPLE_CARDS)))
    root, own = str(AUTHORITY), str(OWN_CERTIFICATE)
    await engine.perform(ImportCertificates("sample root", path=root, acceptance=Acceptance.ACCEPTED))
    await engine.perform(ImportCertificates("sample certificate", path=own, passphrase=CERTIFICATE_PASSPHRASE))
