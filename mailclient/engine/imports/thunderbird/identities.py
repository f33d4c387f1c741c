"""Identities of the profile → ours, with their signatures.

A signature may be in a file that the profile names. Whoever gave us the profile wrote that name, and what is in the
file goes out with every message: so only a plain text file is taken that lies in the profile or, not hidden, in the
user's home, is reached by no link, is small, and looks like no key.
"""

from pathlib import Path

from mailclient.engine.imports.foreign_file import is_inside, read_start
from mailclient.engine.imports.thunderbird.prefs import Prefs
from mailclient.mail.identity import Identity
from mailclient.mail.import_report import ImportNote, NoteKind
from mailclient.mail.problem import MailError

SIGNATURE_LIMIT = 64_000
"""Bytes."""
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
_PAGES = frozenset({".htm", ".html", ".xhtml"})
_PROFILE = "[ProfD]"
_KEY = b"-----BEGIN "


class Identities:
    """Of one profile. ``notes`` grow with what could not be taken over."""

    def __init__(self, prefs: Prefs, profile: Path, home: Path) -> None:
        self._prefs = prefs
        self._profile = profile
        self._home = home
        self.notes: list[ImportNote] = []

    def of(self, key: str) -> Identity | None:
        """One; None when it has no address."""
        start = f"mail.identity.{key}."
        text = self._prefs.text
        address = text(f"{start}useremail")
        name, _, domain = address.rpartition("@")
        if not name or not domain or not address.isprintable() or len(address) > 320:
            return None
        signature, is_html = self._signature(start, address)
        bcc = _one_line(text(f"{start}doBccList")) if self._prefs.flag(f"{start}doBcc") else ""
        if bcc:
            self.notes.append(ImportNote(NoteKind.BLIND_COPIES, bcc, address))
        return Identity(
            _one_line(text(f"{start}fullName")),
            address,
            reply_to=_one_line(text(f"{start}reply_to")),
            organization=_one_line(text(f"{start}organization")),
            bcc=bcc,
            signature=signature,
            signature_is_html=is_html,
            signature_above=self._prefs.number(f"{start}reply_on_top") == 1
            and not self._prefs.flag(f"{start}sig_bottom", default=True),
        )

    def _signature(self, start: str, address: str) -> tuple[str, bool]:
        named = self._prefs.text(f"{start}sig_file-rel") or self._prefs.text(f"{start}sig_file")
        if not self._prefs.flag(f"{start}attach_signature") or not named:
            text = self._prefs.text(f"{start}htmlSigText")[:SIGNATURE_LIMIT]
            return text, bool(text) and self._prefs.flag(f"{start}htmlSigFormat")
        path = self._profile / named.removeprefix(_PROFILE) if named.startswith(_PROFILE) else Path(named)
        if path.suffix.lower() in _PICTURES:
            self.notes.append(ImportNote(NoteKind.SIGNATURE_IMAGE, address, str(path)))
            return "", False
        try:
            return self._from_file(path), path.suffix.lower() in _PAGES
        except (MailError, UnicodeDecodeError, ValueError) as error:
            self.notes.append(ImportNote(NoteKind.SIGNATURE_UNREADABLE, address, f"{path}: {error}"))
            return "", False

    def _from_file(self, path: Path) -> str:
        if not self._may_be_read(path):
            raise ValueError("not in the profile, nor in the home directory")
        data = read_start(path, SIGNATURE_LIMIT + 1)
        if len(data) > SIGNATURE_LIMIT or b"\0" in data or _KEY in data:
            raise ValueError("no signature")
        return data.decode("utf-8-sig").replace("\r\n", "\n").strip()

    def _may_be_read(self, path: Path) -> bool:
        if "\0" in str(path) or ".." in path.parts:
            return False
        if is_inside(path, self._profile):
            return True
        try:
            below = path.resolve().relative_to(self._home.resolve())
        except (OSError, RuntimeError, ValueError):
            return False
        return not any(part.startswith(".") for part in below.parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:2_000]
