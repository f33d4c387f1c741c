"""What every verb works with: the profile, its store, the engine when it is needed, and where answers go."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from mailclient.cli.engine_link import EngineLink, Passphrase
from mailclient.cli.json_text import json_text
from mailclient.cli.table import visible_text
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.profile import Profile
from mailclient.store.reader import Reader


class ExitCode(IntEnum):
    """What the caller's script can decide on."""

    DONE = 0
    PROBLEM = 1
    USAGE = 2
    KEPT = 3
    """The action is kept safely and is done at the next connection; the server has not done it yet."""


class UsageError(Exception):
    """The arguments make no sense together; its text is a finished sentence."""


@dataclass(frozen=True, slots=True)
class Context:
    """One run of the command line. Answers (JSON or plain text) go to stdout, words about them to stderr."""

    profile: Profile
    reader: Reader
    passphrase: Passphrase = lambda _exists, _wrong: None

    @contextmanager
    def engine(self) -> Iterator[EngineLink]:
        """The running window's engine, or one that lives as long as the block."""
        link = EngineLink.open(self.profile, self.passphrase)
        try:
            yield link
        finally:
            link.close()

    def answer(self, value: object) -> None:
        """Print a value made of lists, dicts, text and numbers as JSON."""
        self._write(json_text(value, indent=2))

    def answer_line(self, value: object) -> None:
        """Likewise, in one line: for answers of which there are many."""
        self._write(json_text(value))

    def print(self, text: str) -> None:
        """Print an answer for people; nothing in it moves the cursor."""
        self._write(visible_text(text))

    def say(self, text: str) -> None:
        """Say something about what happens; nothing in it moves the cursor."""
        sys.stderr.write(f"{visible_text(text)}\n")

    @staticmethod
    def _write(text: str) -> None:
        """``MailError`` FILE_UNWRITABLE; BrokenPipeError where nobody reads any more."""
        try:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise MailError(Problem(ProblemKind.FILE_UNWRITABLE, "stdout", str(error))) from error
