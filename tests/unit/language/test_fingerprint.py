"""Words of fingerprints: the rule is public, so that both sides find the same."""

import pytest

from mailclient.language.fingerprint import SpokenLanguage, groups, matches, words

ANNA = "B229B334ACD417F94D2C5501D3CC977F36D979DE"


def test_english_words_are_proquints() -> None:
    """The examples of the proposal itself: the addresses 127.0.0.1, 63.84.220.193, 140.98.193.141."""
    said = words("7F0000013F54DCC18C62C18D" + "0" * 16, SpokenLanguage.ENGLISH)
    assert said[:6] == ("lusab", "babad", "gutih", "tugad", "mudof", "sakat")


def test_korean_words_are_three_syllables_of_six_five_and_five_bits() -> None:
    said = words("7F0080000421FFFF" + "0" * 24, SpokenLanguage.KOREAN)
    assert said[:4] == ("히자가", "강가가", "고고고", "힝히히")


@pytest.mark.parametrize("language", SpokenLanguage)
def test_each_word_stands_for_its_group_alone(language: SpokenLanguage) -> None:
    found: set[str] = set()
    for start in range(0, 0x10000, 10):
        found.update(words("".join(f"{start + place & 0xFFFF:04X}" for place in range(10)), language))
    assert len(found) == 0x10000


@pytest.mark.parametrize("language", SpokenLanguage)
def test_a_word_for_each_of_ten_groups_whatever_the_spaces(language: SpokenLanguage) -> None:
    spaced = " ".join(groups(ANNA)).lower()
    assert words(spaced, language) == words(ANNA, language)
    assert len(words(ANNA, language)) == len(groups(ANNA)) == 10
    assert len(words(ANNA + "0" * 24, language)) == 10


@pytest.mark.parametrize("short", ["", "D3CC977F36D979DE", "nothing", "Z" * 40])
def test_what_is_no_fingerprint_has_no_words(short: str) -> None:
    assert words(short, SpokenLanguage.ENGLISH) == ()


def test_a_scanned_fingerprint_is_known_again() -> None:
    assert matches(ANNA, f"OPENPGP4FPR:{ANNA.lower()}")
    assert matches(ANNA, " ".join(groups(ANNA)))
    assert matches(ANNA, f"0x{ANNA}")


@pytest.mark.parametrize("other", ["", "36D979DE", ANNA[:-1], ANNA[:-1] + "F", ANNA + "00"])
def test_a_part_of_a_fingerprint_proves_nothing(other: str) -> None:
    assert not matches(ANNA, other)
