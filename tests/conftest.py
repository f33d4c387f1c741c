"""Fixtures for all tests; those of the servers are described in ``tests/servers/fixtures.py``."""

import gc
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

from tests.patient_bot import PatientBot
from tests.servers.fixtures import (
    authority,
    courier,
    cyrus,
    dovecot,
    dovecot_session,
    exim,
    mail_user,
    postfix,
    postfix_session,
    rich_dovecot,
    scripted,
    server_directory,
    unpacked,
)

__all__ = [
    "authority",
    "courier",
    "cyrus",
    "dovecot",
    "dovecot_session",
    "exim",
    "mail_user",
    "postfix",
    "postfix_session",
    "rich_dovecot",
    "scripted",
    "server_directory",
    "unpacked",
]

# The same examples in every run, however busy the machine is; ``--hypothesis-profile=default`` looks for new ones.
hypothesis.settings.load_profile("ci")

_CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--east DIRECTORY``: further STARTTLS cases for ``engine/test_starttls_east.py``."""
    parser.addoption("--east", type=Path, default=_CORPUS / "starttls-east", metavar="DIRECTORY")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of outside test data beside the project; tests that need it are skipped where it is not there."""
    if not _CORPUS.is_dir():
        pytest.skip("the corpus (../shared/corpus) is not here")
    return _CORPUS


@pytest.fixture(autouse=True, scope="module")
def _cleared_away() -> Iterator[None]:
    """What the tests of a file leave behind is found at its end, not while others run.

    What lives on is not gone through again, though it may become garbage later: that is then never found.
    """
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Drives windows."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _nothing_is_collected_while_it_paints(request: pytest.FixtureRequest) -> Iterator[None]:
    """A QtBot holds its widgets weakly: one that the test no longer names could go amid its own paint event."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def expected_warnings() -> list[str]:
    """Add a regular expression for each warning that the log may hold after this test."""
    return []


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_warnings(expected_warnings: list[str]) -> Iterator[None]:
    """A warning or error in the log that the test did not announce is a failure."""
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield
    root.removeHandler(collector)
    lines = [f"{record.name} {record.levelname}: {record.getMessage()}" for record in collector.records]
    unexpected = [line for line in lines if not any(re.search(pattern, line) for pattern in expected_warnings)]
    if unexpected:
        pytest.fail("unexpected in the log:\n" + "\n".join(unexpected))
