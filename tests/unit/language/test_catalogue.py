"""Every visible sentence is there in every language, with the same blanks to fill in."""

import ast
import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from mailclient.language import tr, tr_n, use_language
from mailclient.language.catalogue import LANGUAGES

ROOT = Path(__file__).parents[3]
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def _po_path(language: str) -> Path:
    return ROOT / "resources" / "translations" / language / "LC_MESSAGES" / "mailclient.po"


def _catalogue(language: str) -> Catalog:
    with _po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def _extracted() -> set[str | tuple[str, ...]]:
    found = extract_from_dir(ROOT / "mailclient", keywords={"tr": None, "tr_n": (1, 2)})
    return {message for _file, _line, message, _comments, _context in found}


def _written() -> Iterator[tuple[str, str]]:
    """What stands in the code as words to be translated, and in which file."""
    for path in sorted((ROOT / "mailclient").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "tr_n"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value), path.name


def _blanks(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_translated(language: str) -> None:
    messages = {message.id: message for message in _catalogue(language) if message.id}
    extracted = _extracted()
    assert len(extracted) > 70
    missing = sorted(str(text) for text in extracted if text not in messages)
    assert missing == [], "run scripts/translations"
    empty = [text for text in extracted if not all(_strings(messages[text].string)) or messages[text].fuzzy]
    assert empty == []


def test_no_string_is_overlooked() -> None:
    """The tool that collects them does not see into every f-string: there a string would stay English."""
    seen = {text if isinstance(text, str) else text[0] for text in _extracted()}
    assert {(text, name) for text, name in _written() if text not in seen} == set(), "take it out of the f-string"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_blanks(language: str) -> None:
    for message in _catalogue(language):
        if message.id:
            wanted = _blanks(_strings(message.id)[-1])
            for translated in _strings(message.string):
                assert _blanks(translated) == wanted, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, _catalogue(language))
    compiled.seek(0)
    with _po_path(language).with_suffix(".mo").open("rb") as file:
        assert _words(read_mo(file)) == _words(read_mo(compiled))


def test_language_is_chosen_by_code_or_english() -> None:
    assert use_language("ko_KR.UTF-8") == "ko"
    assert tr("Enter the password to connect.") == "연결하려면 비밀번호를 입력하세요."
    assert use_language("xx") == "en"
    assert tr("Enter the password to connect.") == "Enter the password to connect."


def test_counts_choose_their_form() -> None:
    assert tr_n("{count} message", "{count} messages", 1) == "1 message"
    assert tr_n("{count} message", "{count} messages", 12345) == "12,345 messages"


def _words(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_strings(message.id): _strings(message.string) for message in catalogue if message.id}


def _strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ("",))
