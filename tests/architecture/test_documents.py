"""What the documents say about the code is so."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.modules import PACKAGE, ROOT
from tests.architecture.test_imports import ALLOWED

_PATH = re.compile(r"`([a-z0-9_]+(?:/[a-z0-9_]+)*(?:/|\.py))`")
_STANDARDS = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
_MODULE = re.compile(r"(?<![\w/.*])(?:\w+/)*\w+\.py\b")
_ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", [line for line in _STANDARDS.splitlines() if _PATH.search(line) and line[0] == "|"])
def test_each_standard_has_its_modules_and_tests(row: str) -> None:
    _, _, _, modules, tests, _ = row.split("|")
    assert _PATH.search(modules)
    assert [path for path in _PATH.findall(modules) if not (PACKAGE / path).exists()] == []
    assert [path for path in _PATH.findall(tests) if not (ROOT / "tests" / path).exists()] == []


def test_the_table_of_imports_is_what_is_enforced() -> None:
    block = _ARCHITECTURE.split("```")[1]
    rows = [line.replace("and of the store its reader", "store").split(None, 1) for line in block.strip().splitlines()]
    told = {wing: set(re.findall(r"\w+", may)) - {"nothing"} for wing, may in rows}
    assert told == {wing: ALLOWED[wing] for wing in told}
    assert set(ALLOWED) - set(told) == {"__main__", "profile", "resource"}


def test_the_ways_into_the_code_lead_somewhere() -> None:
    told = re.findall(r"`((?:mailclient|gui|store|mime|mail|docs)/[\w/.]+)`", _ARCHITECTURE)
    assert [path for path in told if not (ROOT / path).exists() and not (PACKAGE / path).exists()] == []


@pytest.mark.parametrize("face", sorted(PACKAGE.rglob("__init__.py")), ids=lambda face: str(face.parent.name))
def test_each_package_names_what_it_has(face: Path) -> None:
    """Its docstring is there, and each file it speaks of exists, beside it or named from further up."""
    words = ast.get_docstring(ast.parse(face.read_text(encoding="utf-8")))
    assert words
    places = (face.parent, face.parent.parent, PACKAGE, ROOT)
    assert [name for name in _MODULE.findall(words) if not any((place / name).exists() for place in places)] == []
