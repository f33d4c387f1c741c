"""Fixtures of the window's tests: offscreen, a small real store, a scripted link, English words, light colours."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.gui.theme import Scheme, theme
from mailclient.language import use_language
from mailclient.profile import Profile
from mailclient.store.reader import Reader
from tests.gui import sample_store
from tests.gui.desk import Desk, open_desk
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample store, made once."""
    return sample_store.make(tmp_path_factory.mktemp("sample") / "mail.sqlite3", time.time() - 600)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile of its own, without a store."""
    made = Profile(tmp_path / "profile")
    made.create()
    return made


@pytest.fixture
def sample(sample_file: Sample, profile: Profile) -> Sample:
    """The profile's store: a copy of the sample."""
    for file in sample_file.path.parent.glob("mail.sqlite3*"):
        shutil.copy(file, profile.directory / file.name)
    return Sample(profile.store, sample_file.account_id, sample_file.folders, list(sample_file.inbox))


@pytest.fixture
def link(profile: Profile) -> ScriptedLink:
    """An engine that does what the test says."""
    return ScriptedLink(profile)


@pytest.fixture
def desk(qtbot: QtBot, profile: Profile, link: ScriptedLink, sample: Sample) -> Desk:
    """The window over them."""
    return open_desk(qtbot, profile, link, sample)


@pytest.fixture
def composers(qtbot: QtBot, sample: Sample, link: ScriptedLink) -> Iterator[Composers]:
    """Composers over the profile's store."""
    theme().choose(Scheme.LIGHT)
    made = Composers(Reader(sample.path), link)
    yield made
    for composer in made.windows:  # a test that ends with a window open does not want to be asked
        composer.go()


@pytest.fixture
def composer(composers: Composers) -> ComposerPane:
    """An empty one."""
    made = composers.write()
    assert made is not None
    return made


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    QLocale.setDefault(QLocale("en_GB"))
    yield
    use_language("en")
