"""An answer written in neomutt, with an editor that types a line above the quote."""

import os
import shutil
import subprocess
import time
from pathlib import Path

MISSING = shutil.which("neomutt") is None or shutil.which("tmux") is None
_PATIENCE_SECONDS = 60
_CONFIGURATION = """set folder="{home}"
set mbox_type=Maildir
set from="Bob <bob@mail.test>"
set use_from=yes
set record=""
set postponed="{home}/postponed"
set editor="{home}/editor"
set sendmail="{home}/sendmail"
set sendmail_wait=0
set autoedit=yes
set fast_reply=yes
set include=yes
set abort_unmodified=no
set edit_headers=no
set text_flowed=yes
set quit=yes
set wait_key=no
set charset="utf-8"
set send_charset="us-ascii:utf-8"
alternative_order text/plain text/html
"""


def answer(message: bytes, line: str, home: Path) -> bytes:
    """What Bob's neomutt sends in answer to ``message``; ``home``: an empty folder. TimeoutError."""
    for name in ("cur", "new", "tmp"):
        (home / "box" / name).mkdir(parents=True)
    (home / "box" / "cur" / "1.answer:2,S").write_bytes(message)
    (home / "configuration").write_text(_CONFIGURATION.format(home=home))
    _script(home / "editor", f'{{ echo \'{line}\'; echo; cat "$1"; }} > {home}/written; cp {home}/written "$1"')
    _script(home / "sendmail", f"cat > {home}/sending; mv {home}/sending {home}/sent")

    tmux = ["tmux", "-f", "/dev/null", "-S", str(home / "tmux")]
    keys = ["-e", "push <reply><send-message><quit>"]
    command = ["neomutt", "-n", "-F", str(home / "configuration"), "-f", str(home / "box"), *keys]
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    subprocess.run([*tmux, "new-session", "-d", *command], env=environment, check=True, timeout=_PATIENCE_SECONDS)
    try:
        return _arrival(home / "sent")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True, timeout=_PATIENCE_SECONDS)


def _script(path: Path, commands: str) -> None:
    path.write_text(f"#!/bin/sh\n{commands}\n")
    path.chmod(0o755)


def _arrival(path: Path) -> bytes:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(path)
        time.sleep(0.05)
    return path.read_bytes()
