import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from mailclient.gui.theme import Scheme, bind_icon, icon, pixmap, theme
from mailclient.gui.theme.palette import DARK, LIGHT, TEXT_PAIRS, Palette, contrast
from mailclient.gui.theme.style_sheet import style_sheet
from mailclient.resource import resource_path

AA_TEXT = 4.5
AA_MARK = 3.0


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), TEXT_PAIRS)
def test_text_reaches_aa(palette: Palette, colour: str, ground: str) -> None:
    assert contrast(getattr(palette, colour), getattr(palette, ground)) >= AA_TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_of_avatars_reach_aa(palette: Palette) -> None:
    assert min(contrast(ground, letter) for ground, letter in palette.avatars) >= AA_TEXT


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["sidebar", "list", "reader", "raised", "field"])
def test_focus_rings_and_marks_can_be_seen(palette: Palette, ground: str) -> None:
    assert contrast(palette.accent, getattr(palette, ground)) >= AA_MARK


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_names_only_tokens(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert palette.accent in sheet


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_arrow_of_choices_has_the_palette_s_colour(palette: Palette) -> None:
    arrow = resource_path("style", f"arrow-{'dark' if palette.dark else 'light'}.svg").read_text()
    assert palette.muted in arrow


def test_schemes_change_colours_and_icons(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    theme().choose(Scheme.LIGHT)
    bind_icon(button, "archive")
    light = button.icon().pixmap(20).toImage()
    with qtbot.waitSignal(theme().changed):
        theme().choose(Scheme.DARK)
    assert theme().palette is DARK
    assert QApplication.palette().window().color() == QColor(DARK.reader)
    assert button.icon().pixmap(20).toImage() != light
    theme().choose(Scheme.LIGHT)
    assert button.icon().pixmap(20).toImage() == light


def test_a_button_that_is_gone_does_not_hear_of_the_theme(qtbot: QtBot) -> None:
    theme().choose(Scheme.LIGHT)
    button = QToolButton()
    bind_icon(button, "archive")
    button.deleteLater()
    qtbot.wait(1)
    theme().choose(Scheme.DARK)
    theme().choose(Scheme.LIGHT)


def test_every_icon_can_be_drawn_sharp(qtbot: QtBot) -> None:
    theme().choose(Scheme.LIGHT)
    names = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
    assert len(names) > 50
    for name in names:
        assert pixmap(name, 20, ratio=2.0).width() == 40
    assert not icon("star", filled=True).isNull()
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon")
