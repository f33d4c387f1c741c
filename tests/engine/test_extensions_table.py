"""``docs/imap-servers.md`` says what the tests know of each server and each extension."""

import re
from pathlib import Path

from tests.engine.test_extensions_servers import OFFERED, USED
from tests.servers.extensions import EXTENSIONS

_ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
_SERVERS = ("dovecot", "cyrus", "courier")


def _rows() -> dict[str, tuple[str, ...]]:
    text = (_ROOT / "docs" / "imap-servers.md").read_text()
    found = [_ROW.fullmatch(line) for line in text.splitlines()]
    return {match[1]: match.groups()[1:] for match in found if match and match[1] != "extension"}


def _cell(server: str, name: str) -> str:
    if name not in OFFERED[server]:
        return "–"
    return "used" if name in USED[server] else "offered"


def test_each_extension_has_its_row_and_each_server_its_word() -> None:
    said = {name: cells[:3] for name, cells in _rows().items()}
    assert said == {one.name: tuple(_cell(server, one.name) for server in _SERVERS) for one in EXTENSIONS}


def test_what_the_story_does_not_use_is_proved_elsewhere_by_its_name() -> None:
    for name, (*cells, elsewhere) in _rows().items():
        paths = re.findall(r"`([^`]+)`", elsewhere)
        assert paths or "used" in cells, name
        for path in paths:
            assert (_ROOT / "tests" / path).exists(), f"{name}: {path}"
