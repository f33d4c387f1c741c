"""One run of gpg: bytes in by pieces, bytes out by pieces, and its status lines. Bounded in output and time.

python-gnupg finds and starts the program; its own reading is not used: it keeps all output in memory, knows no bounds
and takes a line of gpg's log for a status line. Here the log goes nowhere (``--logger-file``), so only status lines
come from the status channel, and gpg escapes what strangers wrote into them (SigSpoof, CVE-2018-12020).
The user's ``gpg.conf`` is not read: what an option there would change must not change what is safe here.
"""

import contextlib
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Any

import gnupg

from mailclient.crypto.openpgp.home import users_home
from mailclient.crypto.openpgp.runs import current, end
from mailclient.crypto.openpgp.status import Status, read_status
from mailclient.mail.account import Secret
from mailclient.mail.problem import MailError, Problem, ProblemKind

PIECE_BYTES = 1 << 16
OUTPUT_BYTES = 64 << 20
SECONDS = 120.0
WAITING_SECONDS = 900.0
"""Where a person may be asked for a passphrase meanwhile."""
_START_SECONDS = 20.0
"""To say which version it is."""
_NO_WINDOW = 0x0800_0000
"""``CREATE_NO_WINDOW`` of Windows."""
_STATUS_BYTES = 8 << 20
_OLDEST = (2, 2, 17)
"""The first that takes keys without the signatures that strangers flooded them with (``self-sigs-only``)."""
_LOCALE = re.compile(r"[A-Za-z][A-Za-z0-9_.@-]*")
_PLACES = (
    "/usr/local/MacGPG2/bin",
    "/opt/homebrew/bin",
    r"C:\Program Files (x86)\GnuPG\bin",
    r"C:\Program Files\GnuPG\bin",
)
"""Of GPG Suite, Homebrew and Gpg4win: a program that is started by a click may not have them in its path."""

_ALWAYS = (
    "--no-options",
    "--no-tty",
    "--status-fd",
    "2",
    "--logger-file",
    os.devnull,
    "--display-charset",
    "utf-8",
    "--no-auto-key-retrieve",
    "--no-auto-key-locate",
    "--disable-dirmngr",
    "--exit-on-status-write-error",
    "--no-symkey-cache",
    "--no-emit-version",
    "--no-comments",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it. ``output`` is empty where it went elsewhere. ``too_large``, ``too_slow``: it was stopped."""

    status: tuple[Status, ...]
    output: bytes
    code: int
    too_large: bool = False
    too_slow: bool = False

    def of(self, *keywords: str) -> list[Status]:
        """The lines with one of these keywords."""
        return [status for status in self.status if status.keyword in keywords]

    def has(self, keyword: str) -> bool:
        """Whether there is such a line."""
        return any(status.keyword == keyword for status in self.status)


class Gpg(gnupg.GPG):  # type: ignore[misc]  # python-gnupg has no types
    """The program with a home and, beside it, a further keyring. ``GNUPG_MISSING``, ``GNUPG_FAILED``."""

    def __init__(self, home: Path | None, extra_keyring: Path | None, now: Callable[[], float] | None) -> None:
        self._home = home
        self._extra_keyring = extra_keyring
        self._now = now
        self._running: set[Popen[bytes]] = set()
        program = _program()
        try:
            # gpg itself makes its home only where it reads its options there.
            (home or users_home()).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().__init__(program, str(home) if home else None, env=_environment(), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise MailError(Problem(ProblemKind.GNUPG_FAILED, detail=str(error))) from error
        if self.version is None or self.version < _OLDEST:
            raise MailError(Problem(ProblemKind.GNUPG_MISSING, detail=f"{program} is of version {self.version}"))

    def make_args(self, args: Sequence[str], passphrase: bool) -> list[str]:
        """The whole command line: ours only, so that nothing of python-gnupg's defaults is in it."""
        command = [self.gpgbinary, *_ALWAYS, *_languages()]
        if "--command-fd" not in args:
            command.append("--batch")
        if self._home is not None:
            command += ["--homedir", str(self._home)]
        if self._now is not None:
            command += ["--faked-system-time", f"{int(self._now())}"]
        if passphrase:
            command += ["--pinentry-mode", "loopback", "--passphrase-fd", "0"]
        return [*command, *args]

    def run(
        self,
        args: Sequence[str],
        data: Iterable[bytes] = (),
        *,
        into: Callable[[bytes], None] | None = None,
        passphrase: Secret | None = None,
        limit: int = OUTPUT_BYTES,
        seconds: float = SECONDS,
        own_only: bool = False,
    ) -> Run:
        """Run it. ``data`` is pulled on another thread; ``into`` is called on this one; errors of both come out here.

        ``own_only``: without the extra keyring.
        """
        if passphrase is not None and set(passphrase.reveal()) & set("\n\r\0"):
            # one line is the passphrase: what follows it would be taken for the data
            raise MailError(Problem(ProblemKind.PASSPHRASE_WRONG))
        kept: list[bytes] = []
        if not own_only and self._extra_keyring is not None and self._extra_keyring.exists():
            args = ["--keyring", str(self._extra_keyring), *args]
        process = self._open_subprocess(args, passphrase is not None)
        assert process.stdout is not None
        assert process.stderr is not None
        self._running.add(process)
        clock = _Clock(process, seconds)
        feed = _Feed(process, data, passphrase)
        listen = _Listen(process, clock)
        with current().keep(process):
            for thread in (feed, listen):
                thread.start()
            try:
                large = _pump(process.stdout, into or kept.append, limit)
                if large:
                    end(process)
            except BaseException:
                end(process)
                raise
            finally:
                clock.stop()
                process.stdout.close()
                listen.join()
                code = process.wait()
                feed.join()
                process.stderr.close()
                self._running.discard(process)
        if feed.error is not None:
            raise feed.error
        return Run(tuple(listen.status), b"".join(kept), code, large or listen.too_much, clock.rang)

    def stop(self) -> None:
        """Kill what runs: their callers get a failure."""
        for process in tuple(self._running):
            end(process)

    def _open_subprocess(self, args: Sequence[str], passphrase: bool = False) -> "Popen[bytes]":
        """In a session of its own, so that all of it can be ended. ``GNUPG_FAILED``: it cannot be started."""
        try:
            return Popen(  # noqa: S603  arguments of ours alone
                self.make_args(args, passphrase),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=self.env,
                start_new_session=True,
                creationflags=_NO_WINDOW if os.name == "nt" else 0,
            )
        except OSError as error:
            raise MailError(Problem(ProblemKind.GNUPG_FAILED, detail=str(error))) from error

    def _collect_output(self, process: "Popen[bytes]", *rest: Any, **more: Any) -> None:
        """Of python-gnupg's own question for the version: ended where no answer comes."""
        clock = _Clock(process, _START_SECONDS)
        try:
            super()._collect_output(process, *rest, **more)
        finally:
            clock.stop()


class _Feed(threading.Thread):
    """Writes the passphrase's line and the data; gpg may close the pipe before the end."""

    def __init__(self, process: "Popen[bytes]", data: Iterable[bytes], passphrase: Secret | None) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._data = data
        self._passphrase = passphrase
        self.error: BaseException | None = None

    def run(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            if self._passphrase is not None:
                stdin.write(self._passphrase.reveal().encode() + b"\n")
            for piece in self._data:
                stdin.write(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # gpg had enough; its status says why
        except BaseException as error:  # noqa: BLE001  it is raised again on the caller's thread
            self.error = error
            end(self._process)
        finally:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                stdin.close()


class _Listen(threading.Thread):
    """Reads status lines as they come, so that gpg never waits for us."""

    def __init__(self, process: "Popen[bytes]", clock: "_Clock") -> None:
        super().__init__(daemon=True)
        self._process = process
        self._clock = clock
        self.status: list[Status] = []
        self.too_much = False

    def run(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        left = _STATUS_BYTES
        while line := stderr.readline(PIECE_BYTES):
            left -= len(line)
            if left < 0:
                if not self.too_much:
                    self.too_much = True
                    end(self._process)
                continue
            status = read_status(line)
            if status is None:
                continue
            self.status.append(status)
            if status.keyword == "BEGIN_DECRYPTION":  # nobody is asked for anything after it
                self._clock.shorten(SECONDS)


class _Clock:
    """Ends the process when its time is over."""

    def __init__(self, process: "Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._lock = threading.Lock()
        self._stopped = False
        self.rang = False
        self._timer = self._wound(seconds)

    def _wound(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._ring)
        timer.daemon = True
        timer.start()
        self._seconds = seconds
        return timer

    def _ring(self) -> None:
        with self._lock:
            if not self._stopped:
                self.rang = True
                end(self._process)

    def shorten(self, seconds: float) -> None:
        """From now on this is left, if it was more."""
        with self._lock:
            if not self._stopped and seconds < self._seconds:
                self._timer.cancel()
                self._timer = self._wound(seconds)

    def stop(self) -> None:
        """It has ended by itself."""
        with self._lock:
            self._stopped = True
            self._timer.cancel()


def _pump(stdout: IO[bytes], into: Callable[[bytes], object], limit: int) -> bool:
    """Hand on all output; whether it was more than ``limit``, where it stops."""
    total = 0
    while piece := stdout.read1(PIECE_BYTES):  # type: ignore[attr-defined]  # a BufferedReader
        total += len(piece)
        if total > limit:
            return True
        into(piece)
    return False


def _program() -> str:
    """The path of gpg. ``GNUPG_MISSING``."""
    for path in (None, os.pathsep.join(_PLACES)):
        for name in ("gpg", "gpg2"):
            if found := shutil.which(name, path=path):
                return found
    raise MailError(Problem(ProblemKind.GNUPG_MISSING, detail="no gpg in the path"))


def _environment() -> dict[str, str]:
    """Ours without what would change gpg's words or let it ask on a terminal that is not the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_") and name != "LANGUAGE"}
    kept.pop("GPG_TTY", None)
    kept["LC_ALL"] = "C"
    return kept


def _languages() -> list[str]:
    """The user's language for the agent's own window, since gpg itself speaks none."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return ["--lc-messages", chosen, "--lc-ctype", chosen] if _LOCALE.fullmatch(chosen) else []
