"""Where Thunderbird's profiles are: the usual places of each system, and what ``profiles.ini`` in them says."""

import configparser
import os
import sys
from pathlib import Path

from mailclient.engine.imports.foreign_file import read_start
from mailclient.mail.import_report import FoundProfile
from mailclient.mail.problem import MailError

PREFS = "prefs.js"
_INI_LIMIT = 1_000_000
_UNDER_HOME = (
    ".thunderbird",
    "snap/thunderbird/common/.thunderbird",
    ".var/app/org.mozilla.Thunderbird/.thunderbird",
    ".var/app/net.thunderbird.Thunderbird/.thunderbird",
    "Library/Thunderbird",
)


def found_profiles(home: Path) -> tuple[FoundProfile, ...]:
    """Those on this computer, the default ones first."""
    found: dict[str, FoundProfile] = {}
    for place in _places(home):
        for profile in _listed(place):
            found.setdefault(profile.path, profile)
    return tuple(sorted(found.values(), key=lambda one: not one.is_default))


def _places(home: Path) -> list[Path]:
    places = [home / place for place in _UNDER_HOME]
    if sys.platform == "win32" and "APPDATA" in os.environ:
        places.append(Path(os.environ["APPDATA"]) / "Thunderbird")
    return places


def _listed(place: Path) -> list[FoundProfile]:
    """The profiles of one ``profiles.ini``: sections Profile0 …, and Install… that say which is used."""
    try:
        text = read_start(place / "profiles.ini", _INI_LIMIT).decode("utf-8", "replace")
    except MailError:
        return []
    ini = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        ini.read_string(text)
    except configparser.Error:
        return []
    used = {ini[name].get("Default") or "" for name in ini.sections() if name.startswith("Install")}
    found = []
    for name in ini.sections():
        path = ini[name].get("Path") or ""
        if not name.startswith("Profile") or not path or "\0" in path:
            continue
        is_default = path in used if any(used) else ini[name].get("Default") == "1"
        directory = place / path if ini[name].get("IsRelative") == "1" else Path(path)
        if (directory / PREFS).is_file():
            found.append(FoundProfile(str(directory), ini[name].get("Name") or directory.name, is_default))
    return found
