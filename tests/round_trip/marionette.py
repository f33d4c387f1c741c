"""A few words of Marionette, by which Mozilla's programs are driven: JavaScript in their own windows.

One line is ``LENGTH:[0, id, command, parameters]``, the answer ``LENGTH:[1, id, error, result]``.
"""

import json
import socket
import time
from typing import Any

_PATIENCE_SECONDS = 90.0


class Marionette:
    """Connected to the program that listens at ``port`` of this computer; waits until it does."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._waiting = b""
        self._number = 0
        self._line()
        self._say("WebDriver:NewSession", {})
        self._say("Marionette:SetContext", {"value": "chrome"})
        self._say("WebDriver:SetTimeouts", {"script": int(_PATIENCE_SECONDS * 1000)})

    def run(self, script: str, *arguments: Any) -> Any:
        """The body of an async function with ``args``; what it returns. ``RuntimeError`` with what was thrown."""
        wrapped = (
            "const args = Array.from(arguments); const done = args.pop();"
            f"(async () => {{ {script} }})().then(value => done([true, value ?? null]),"
            ' error => done([false, String(error) + "\\n" + (error && error.stack)]));'
        )
        words = {"script": wrapped, "args": list(arguments), "newSandbox": True, "sandbox": "system"}
        is_right, value = self._say("WebDriver:ExecuteAsyncScript", words)["value"]
        if not is_right:
            raise RuntimeError(value)
        return value

    def close(self) -> None:
        """The program goes on."""
        self._socket.close()

    def _say(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        data = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(data), data))
        _kind, _number, error, result = json.loads(self._line())
        if error:
            raise RuntimeError(f"{command}: {error}")
        return result

    def _line(self) -> bytes:
        while b":" not in self._waiting:
            self._receive()
        size, _colon, self._waiting = self._waiting.partition(b":")
        while len(self._waiting) < int(size):
            self._receive()
        line, self._waiting = self._waiting[: int(size)], self._waiting[int(size) :]
        return line

    def _receive(self) -> None:
        data = self._socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the program has ended")
        self._waiting += data


def _connected(port: int) -> socket.socket:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
