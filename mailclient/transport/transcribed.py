"""Dials so that each connection writes its transcript to a file of its own."""

import itertools
import logging
import os
import re
from pathlib import Path

from mailclient.mail.account import Server
from mailclient.transport.stream import Dial, Stream
from mailclient.transport.transcript import Transcript

log = logging.getLogger(__name__)

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")


def transcribed(dial: Dial, directory: Path) -> Dial:
    """``dial``, with a file "<host>-<port>-<process>-<number>.txt" in ``directory`` for each connection.

    The files can be read by their owner alone: they hold no passwords, but they hold mail. Lines are written at
    once, so that the last ones before a crash are there. What cannot be written is missing: mail goes on.
    """
    numbers = itertools.count(1)

    async def dial_and_write(server: Server) -> Stream:
        stream = await dial(server)
        name = f"{_UNSAFE.sub('_', server.host)}-{server.port}-{os.getpid()}-{next(numbers)}.txt"
        path = directory / name

        def write_line(line: str) -> None:
            try:
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(line + "\n")
            except OSError as error:
                log.warning("a line of a transcript is missing: %s", error)

        return Transcript(stream, write_line)

    return dial_and_write
