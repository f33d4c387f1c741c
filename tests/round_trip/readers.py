"""Our messages as other programs read them: sent through Postfix, fetched from Dovecot, then shown.

    python -m tests.round_trip.readers DIRECTORY

For each letter of ``letters.py`` there are in DIRECTORY afterwards: the bytes that arrived (.eml), what is read by
Python's email package, neomutt, notmuch and mblaze (.txt), pictures of Thunderbird and neomutt (.png), and one of our
own editor with the same HTML. What is not installed is left out, and said:
``apt-get install neomutt notmuch mblaze thunderbird xterm xvfb xdotool imagemagick tmux``.
"""

import argparse
import asyncio
import email
import email.policy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from tests.round_trip.display import Display, display
from tests.round_trip.journey import travel
from tests.round_trip.letters import letters
from tests.round_trip.servers import Servers, running_servers

_PATIENCE_SECONDS = 60
_COLUMNS, _ROWS = 100, 60
_NEOMUTT_RC = """set folder="{folder}"
set mbox_type=Maildir
set sort=date
set quit=yes
set pager_stop=yes
set mail_check=0
set record=""
set reflow_text=yes
set reflow_wrap=90
"""
_THUNDERBIRD_PREFERENCES = """user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("mail.rights.version", 1);
user_pref("mailnews.start_page.enabled", false);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("app.update.enabled", false);
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.server.server1.type", "none");
user_pref("mail.server.server1.hostname", "Local Folders");
user_pref("mail.server.server1.name", "Local Folders");
user_pref("mail.server.server1.userName", "nobody");
user_pref("mail.accountmanager.localfoldersserver", "server1");
user_pref("mailnews.display.prefer_plaintext", {plain});
"""


async def arrived(servers: Servers, into: Path) -> dict[str, Path]:
    """The letters as they lie in Dovecot, by name."""
    files = {}
    for name, draft in letters().items():
        sender = servers.dovecot.add_user("alice")
        journey = await travel(draft, servers.submission["Postfix"], servers.dovecot, sender)
        files[name] = into / f"{name}.eml"
        files[name].write_bytes(journey.fetched)
    return files


def by_python(file: Path) -> str:
    """Fields, the text that is preferred, and the files."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    lines = [f"{name}: {message[name]}" for name in ("From", "To", "Subject", "Date")]
    plain = message.get_body(("plain",))
    lines += ["", plain.get_content() if plain is not None else "(no text)"]
    for part in message.walk():
        if part.get_filename():
            lines.append(f"[{part.get_content_type()}] {part.get_filename()}")
    return "\n".join((*lines, f"defects: {[repr(one) for part in message.walk() for one in part.defects]}"))


def by_mblaze(file: Path) -> str:
    """As ``mshow`` prints it."""
    return _said(["mshow", str(file)])


def by_notmuch(file: Path) -> str:
    """As ``notmuch show`` prints it (GMime reads it)."""
    with tempfile.TemporaryDirectory() as folder:
        _into_maildir(file, Path(folder))
        configuration = Path(folder, "config")
        configuration.write_text(f"[database]\npath={folder}\n[user]\nname=Bob\nprimary_email=bob@mail.test\n")
        environment = {**os.environ, "NOTMUCH_CONFIG": str(configuration)}
        subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, timeout=_PATIENCE_SECONDS)
        return _said(["notmuch", "show", "*"], environment)


def by_neomutt(file: Path) -> str:
    """What stands on a terminal of 100 columns."""
    with _neomutt(file) as command:
        socket = f"readers-{os.getpid()}"
        tmux = ["tmux", "-f", "/dev/null", "-L", socket]
        size = ["-x", str(_COLUMNS), "-y", str(_ROWS)]
        subprocess.run([*tmux, "new-session", "-d", *size, *command], check=True, timeout=_PATIENCE_SECONDS)
        try:
            time.sleep(2)
            return _said([*tmux, "capture-pane", "-p"])
        finally:
            subprocess.run([*tmux, "kill-server"], check=False, timeout=_PATIENCE_SECONDS)


def picture_of_neomutt(file: Path, screen: Display, picture: Path) -> None:
    """In an xterm."""
    with _neomutt(file) as command:
        terminal = ["xterm", "-fa", "DejaVu Sans Mono,Noto Sans Mono CJK KR", "-fs", "11", "-geometry"]
        with screen.running([*terminal, f"{_COLUMNS}x46", "-T", "neomutt", "-e", *command]):
            screen.wait_for_window("neomutt")
            screen.take(picture, after_seconds=3)


def picture_of_thunderbird(file: Path, screen: Display, picture: Path, *, plain: bool) -> None:
    """In its window for one message; ``plain``: with "View > Message Body As > Plain Text"."""
    title = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Subject"]
    with tempfile.TemporaryDirectory() as home:
        profile = Path(home, "profile")
        profile.mkdir()
        preferences = _THUNDERBIRD_PREFERENCES.replace("{plain}", str(plain).lower())
        (profile / "user.js").write_text(preferences)
        command = ["thunderbird", "--no-remote", "--profile", str(profile), str(file)]
        with screen.running(command, {"HOME": home}):
            screen.wait_for_window(str(title)[:7])
            screen.take(picture, after_seconds=6)


def pictures_of_ours(into: Path) -> None:
    """Our editor with what was written."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from mailclient.gui.composer.editor import BodyEditor
    from mailclient.gui.theme.theme import Scheme, theme

    application = QApplication([])
    theme().choose(Scheme.LIGHT)
    for name, draft in letters().items():
        editor = BodyEditor()
        editor.resize(860, 960)
        editor.add_images([file for file in draft.files if file.content_id])
        if draft.html:
            editor.fill_html(draft.html)
        else:
            editor.fill_plain(draft.text)
        editor.show()
        application.processEvents()
        editor.grab().save(str(into / f"{name}.ours.png"))


def _said(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE_SECONDS, env=environment)
    return done.stdout.decode("utf-8", "replace")


def _into_maildir(file: Path, folder: Path) -> Path:
    box = folder / "box"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    shutil.copy(file, box / "cur" / "1.readers:2,S")
    return box


@contextmanager
def _neomutt(file: Path) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        box = _into_maildir(file, Path(folder))
        settings = Path(folder, "neomuttrc")
        settings.write_text(_NEOMUTT_RC.replace("{folder}", folder))
        yield ["env", f"HOME={folder}", "LANG=C.UTF-8", "neomutt", "-F", str(settings), "-f", str(box),
               "-e", "push <display-message>"]  # fmt: skip


_TEXTS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "python": (sys.executable, by_python),
    "neomutt": ("neomutt", by_neomutt),
    "notmuch": ("notmuch", by_notmuch),
    "mblaze": ("mshow", by_mblaze),
}


def main() -> None:
    """Write all texts and pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("directory", type=Path)
    into: Path = parser.parse_args().directory
    into.mkdir(parents=True, exist_ok=True)
    with running_servers() as servers:
        files = asyncio.run(arrived(servers, into))
    for name, (program, read) in _TEXTS.items():
        if shutil.which(program) is None:
            print(f"{program} is not installed")
            continue
        for letter, file in files.items():
            (into / f"{letter}.{name}.txt").write_text(read(file))
    if shutil.which("Xvfb") and shutil.which("xdotool") and shutil.which("import"):
        with display() as screen:
            for letter, file in files.items():
                picture_of_neomutt(file, screen, into / f"{letter}.neomutt.png")
                picture_of_thunderbird(file, screen, into / f"{letter}.thunderbird.png", plain=False)
                picture_of_thunderbird(file, screen, into / f"{letter}.thunderbird-plain.png", plain=True)
    else:
        print("Xvfb, xdotool or import is not installed: no pictures of other programs")
    pictures_of_ours(into)
    print(*sorted(one.name for one in into.iterdir()), sep="\n")


if __name__ == "__main__":
    main()
