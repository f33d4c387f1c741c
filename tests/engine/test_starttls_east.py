"""The STARTTLS cases of the EAST toolkit (corpus "starttls-east", or ``--east DIRECTORY``) against the whole engine.

Nothing secret in the clear, nothing believed, stored or shown that came before TLS, no hanging, and a problem that says
what is the matter; the profiles that are no attack log in.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.language.problems import problem_text
from mailclient.mail.account import Security
from mailclient.mail.problem import ProblemKind
from tests.engine.east import PASSWORD, Outcome, look, run_case, table
from tests.servers.authority import Authority
from tests.servers.east import CORPUS, EastServer
from tests.servers.east_cases import BENIGN_SMTP, SETUP, EastCase, load_cases

_STOPPED = {
    "certificate": {ProblemKind.CERTIFICATE_UNTRUSTED, ProblemKind.CERTIFICATE_EXPIRED},
    "preauth": {ProblemKind.STARTTLS_MISSING},
    "response-injection": {ProblemKind.STARTTLS_INJECTION, ProblemKind.TIMED_OUT},
    "stripping": {ProblemKind.STARTTLS_MISSING, ProblemKind.TLS_FAILED},
}
"""Classes in which there must not be a login, and what the user is told."""

_SENSIBLE = {
    ProblemKind.STARTTLS_MISSING,
    ProblemKind.STARTTLS_INJECTION,
    ProblemKind.TLS_FAILED,
    ProblemKind.SERVER_NONSENSE,
    ProblemKind.SERVER_REFUSED,
    ProblemKind.SERVER_BUSY,
    ProblemKind.NOT_A_MAIL_SERVER,
    ProblemKind.CONNECTION_LOST,
    ProblemKind.TIMED_OUT,
}


@pytest.fixture(scope="session")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("strangers"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = load_cases(metafunc.config.getoption("east"))
        metafunc.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.mark.usefixtures("corpus")
def test_the_corpus_is_played_whole() -> None:
    cases = load_cases(CORPUS)
    assert len(cases) >= 69
    assert {case.protocol for case in cases} == {"imap", "pop3", "smtp"}
    assert {case.kind for case in cases} >= {*_STOPPED, SETUP, "tampering", "referral", "ui-spoofing", "other"}


async def test_case(case: EastCase, tmp_path: Path, authority: Authority, strangers: Authority) -> None:
    outcome = await run_case(case, tmp_path / "profile", authority, strangers)
    assert outcome.secrets_in_the_clear == []
    assert outcome.odd_in_the_clear == []
    assert outcome.logins_in_the_clear == 0
    assert outcome.believed == []
    assert outcome.traces == []
    assert outcome.messages == 0
    assert set(outcome.folders) <= {"INBOX", "Outbox", "Sent", "Drafts", "Trash", "Archive", "Junk"}
    assert outcome.kept, "a message was lost"
    kinds = {problem.kind for problem in outcome.problems}
    assert bool(kinds) != outcome.logged_in
    if case.kind in _STOPPED:
        assert (outcome.problems[0].certificate is not None) == (case.kind == "certificate")
        assert kinds <= _STOPPED[case.kind]
    elif case.kind == SETUP:
        assert outcome.logged_in
    else:
        assert kinds <= _SENSIBLE
    for problem in outcome.problems:
        text = problem_text(problem)
        assert text.sentence
        assert text.next_step


_NAIVE = {
    "imap": ["A1 CAPABILITY", f'A2 LOGIN alice@mail.test "{PASSWORD}"'],
    "pop3": ["USER alice@mail.test", f"PASS {PASSWORD}"],
    "smtp": ["EHLO x", "AUTH PLAIN AGFsaWNlQG1haWwudGVzdABvcGVuIHNlc2FtZQ=="],
}


@pytest.mark.parametrize("protocol", _NAIVE)
async def test_a_naive_client_would_be_caught(
    protocol: str, tmp_path: Path, authority: Authority, strangers: Authority
) -> None:
    """What the assertions above look at does find something when there is something."""
    marked = {"greeting": "220 n4Xk2Qp7\r\n", **BENIGN_SMTP} if protocol == "smtp" else {"capa": ["USER"], "caps": []}
    case = EastCase("naive", protocol, "other", "", marked)
    server = EastServer(case, authority, strangers)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.address.port)
    writer.write("".join(f"{line}\r\n" for line in _NAIVE[protocol]).encode())
    writer.write_eof()
    heard = await reader.read()
    writer.close()
    await server.stop()
    assert server.address.security is Security.STARTTLS
    (tmp_path / "store").write_bytes(heard)
    outcome = Outcome(case)
    look(outcome, server, tmp_path)
    assert outcome.logins_in_the_clear == 1
    assert outcome.secrets_in_the_clear
    assert outcome.odd_in_the_clear
    assert bool(outcome.traces) == (protocol == "smtp")


def test_the_table_has_a_line_for_each_class() -> None:
    case = EastCase("one", "imap", "stripping", "", {})
    lines = table([Outcome(case), Outcome(replace(case, kind="preauth"), logged_in=True)]).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| preauth", "| stripping"]
    assert "| 1 (1, 0, 0) | 1 |" in lines[2]
