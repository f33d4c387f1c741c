"""Spelling: which words are judged, by which dictionaries, and how one is added."""

import zipfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.editing.spelling_marks import SpellingMarks
from mailclient.gui.composer.editing.written_text import WrittenText
from mailclient.gui.spelling import Spelling
from mailclient.gui.spelling.dictionaries import NoDictionaryError, add_dictionary, dictionaries
from mailclient.gui.spelling.dictionary import Dictionary
from mailclient.gui.spelling.words import words_of
from mailclient.gui.window_state import WindowState
from mailclient.profile import Profile

_AFF = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwzESIANRTOLCDUGMPHBYFVKWZ'\n"


def _dictionary(folder: Path, name: str, *words: str, aff: str = _AFF) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.aff").write_text(aff, "utf-8")
    (folder / f"{name}.dic").write_text(f"{len(words)}\n" + "\n".join(words) + "\n", "utf-8")
    return folder / f"{name}.dic"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    made = Profile(tmp_path / "profile")
    made.create()
    return made


@pytest.fixture
def spelling(profile: Profile, qtbot: QtBot) -> Spelling:
    made = Spelling()
    made.open(profile, WindowState(profile))
    made.use(["en_US"])
    with qtbot.waitSignal(made.changed):
        made.wrong("wake up")
    return made


def _wrong(spelling: Spelling, qtbot: QtBot, text: str) -> list[str]:
    if not spelling.wrong(text):
        qtbot.wait_until(lambda: bool(spelling.wrong("zzxqj")))
    return [text[start : start + length] for start, length in spelling.wrong(text)]


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("Dear Kim, thank you.", ["Dear", "Kim", "thank", "you"]),
        ("see https://exampel.org/pfad and bob@exampel.org", ["see", "and"]),
        ("www.exampel.org readme.md snake_case R2D2 3rd", []),
        ("NATO, QTextEdit but O'Neill don’t", ["but", "O'Neill", "don't"]),
        ("“quoted” (bracketed) well-known", ["quoted", "bracketed", "well", "known"]),
        ("회의에서 만나요 tomorrow", ["회의에서", "만나요", "tomorrow"]),
        ("a" * 200, []),
    ],
)
def test_what_is_no_word_of_a_language_is_not_judged(text: str, judged: list[str]) -> None:
    assert [word.spelt for word in words_of(text)] == judged


def test_a_word_stands_where_it_is_said_to_stand() -> None:
    text = "well, “don’t” (recieve)"
    assert [text[one.start : one.start + one.length] for one in words_of(text)] == ["well", "don’t", "recieve"]


def test_wrong_english_words_are_found(spelling: Spelling, qtbot: QtBot) -> None:
    assert _wrong(spelling, qtbot, "I will recieve it tommorow, don’t worry") == ["recieve", "tommorow"]
    assert "tomorrow" in spelling.suggestions("tommorow")


def test_korean_is_not_judged_by_english(spelling: Spelling, qtbot: QtBot) -> None:
    assert _wrong(spelling, qtbot, "안녕하세요 회의는 tommorow 입니다") == ["tommorow"]
    assert spelling.suggestions("회의는") == []


def test_a_learnt_word_is_right_also_after_a_start(spelling: Spelling, qtbot: QtBot, profile: Profile) -> None:
    assert _wrong(spelling, qtbot, "Thanks, Minji. Minji’s plan, minji!") == ["Minji", "Minji’s", "minji"]
    with qtbot.waitSignal(spelling.changed):
        spelling.learn("Minji")
    assert _wrong(spelling, qtbot, "Thanks, Minji. Minji’s plan, minji!") == []
    again = Spelling()
    again.open(profile, WindowState(profile))
    assert _wrong(again, qtbot, "Minji zzxqj") == ["zzxqj"]
    again.unlearn("Minji")
    assert _wrong(again, qtbot, "Minji") == ["Minji"]


def test_an_ignored_word_is_right_for_now(spelling: Spelling, qtbot: QtBot, profile: Profile) -> None:
    spelling.ignore("frobnicate")
    assert _wrong(spelling, qtbot, "frobnicate zzxqj") == ["zzxqj"]
    again = Spelling()
    again.open(profile, WindowState(profile))
    assert _wrong(again, qtbot, "frobnicate") == ["frobnicate"]


def test_it_can_be_switched_off(spelling: Spelling, qtbot: QtBot) -> None:
    spelling.set_on(False)
    assert spelling.wrong("tommorow") == []
    spelling.set_on(True)
    assert _wrong(spelling, qtbot, "tommorow") == ["tommorow"]


def test_a_second_language_is_added_from_a_package(spelling: Spelling, qtbot: QtBot, tmp_path: Path) -> None:
    dic = _dictionary(tmp_path / "de", "de_XX", "Guten", "Tag", "Straße")
    package = tmp_path / "dict-de.oxt"
    with zipfile.ZipFile(package, "w") as made:
        for path in (dic, dic.with_suffix(".aff")):
            made.write(path, f"de/../../{path.name}")
        made.writestr("hyph_de_XX.dic", "UTF-8\n")
    assert _wrong(spelling, qtbot, "Guten Tag tommorow") == ["Guten", "tommorow"]
    assert spelling.add(package) == ["de_XX"]
    assert _wrong(spelling, qtbot, "Guten Tag tomorrow Straße tommorow") == ["tommorow"]
    assert {one.name for one in spelling.languages() if one.in_use} == {"en_US", "de_XX"}
    assert not list(tmp_path.rglob("de_XX.dic.new"))
    assert (tmp_path / "profile" / "dictionaries" / "de_XX.dic").is_file(), "nothing is written elsewhere"


def test_a_file_without_a_dictionary_is_refused(tmp_path: Path) -> None:
    lonely = tmp_path / "xx.dic"
    lonely.write_text("1\nword\n")
    text = tmp_path / "letter.zip"
    text.write_text("no archive")
    empty = tmp_path / "empty.oxt"
    with zipfile.ZipFile(empty, "w") as made:
        made.writestr("readme.txt", "nothing")
    for path in (lonely, text, empty):
        with pytest.raises(NoDictionaryError):
            add_dictionary(path, tmp_path / "own")


def test_a_damaged_dictionary_judges_nothing(tmp_path: Path, expected_warnings: list[str]) -> None:
    expected_warnings.append("cannot be read: unknown encoding")
    dic = _dictionary(tmp_path, "xx", "word", aff="SET no-such-charset\n")
    assert Dictionary(dic).knows("wrod") is None


def test_the_users_own_goes_before_that_of_the_system(tmp_path: Path) -> None:
    dic = _dictionary(tmp_path, "en_US", "frobnicate")
    assert dictionaries(tmp_path)["en_US"] == dic
    assert dictionaries(tmp_path / "nothing")["en_US"] != dic


def test_dictionaries_are_read_before_anybody_types(profile: Profile, qtbot: QtBot) -> None:
    made = Spelling()
    made.open(profile, WindowState(profile))
    made.use(["en_US"])
    text = WrittenText()
    qtbot.addWidget(text)
    with qtbot.waitSignal(made.changed):
        SpellingMarks(text, made)
    assert made.wrong("zzxqj")


def test_a_word_is_learnt_without_reading_the_dictionary_again(
    spelling: Spelling, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _wrong(spelling, qtbot, "zzxqj") == ["zzxqj"]
    read: list[Path] = []
    monkeypatch.setattr(Dictionary, "_load", lambda self: read.append(self.path))
    spelling.learn("zzxqj")
    qtbot.waitUntil(lambda: [*spelling.wrong("zzxqj recieve")] == [(6, 7)])
    assert read == []
