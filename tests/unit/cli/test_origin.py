"""``origin``: what is here needs no engine; a check is asked for; JSON and people."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from mailclient.bridge.commands import AnyCommand, FetchWhole, VerifyOrigin
from mailclient.bridge.events import AnyEvent, Failed, Finished
from mailclient.cli import main
from mailclient.cli.message_json import message_json
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import AccountId, FolderId
from mailclient.mail.origin import Check, CheckedSignature, ReceivingServer, SignatureState
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from mailclient.profile import Profile
from mailclient.store import accounts, bodies, folders, messages, origin
from mailclient.store.transaction import Transaction
from tests.unit.cli.conftest import FakeEngine
from tests.unit.cli.test_show import write
from tests.unit.store.samples import new_message, settings

LETTER = (
    b"Authentication-Results: mx.example.org; dkim=pass header.d=there.example header.s=k\r\n"
    b"Received: from mx.there.example (mx.there.example [192.0.2.1]) by mx.example.org with ESMTPS;"
    b" Sat, 21 Nov 2026 10:00:00 +0000\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; d=there.example; s=k; h=from; bh=AA==; b=AA==\r\n"
    b"From: Kim <kim@there.example>\r\nSubject: x\r\n\r\nHello\r\n"
)


def store_text(tx: Transaction) -> None:
    parsed = read(LETTER)
    (id_,) = messages.insert(tx, FolderId(1), [new_message(1, sender=parsed.envelope.from_[0])])
    bodies.store_body(tx, id_, message_body(parsed), parsed.header_block, "")


@pytest.fixture
def filled(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """One message with its text, whose receiving server is known."""
    monkeypatch.setenv("LANGUAGE", "en")

    def fill(tx: Transaction) -> None:
        account = accounts.add(tx, settings("kim@example.org"))
        folders.upsert(tx, account, "INBOX", delimiter="/", role=FolderRole.INBOX, selectable=True)
        origin.set_receiving_server(tx, account, ReceivingServer(("example.org",), ("example.org",)))
        store_text(tx)

    write(profile, fill)
    return profile


def answered(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_is_here_needs_no_engine(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["origin", "1", "--json"], filled) == 0
    (told,) = answered(capsys)
    assert (told["id"], told["standing"], told["reason"]) == (1, "good", "confirmed")
    assert told["sentence"] == "kim@there.example, confirmed by there.example"
    assert told["believed"]["server"] == "mx.example.org"
    assert told["believed"]["results"] == [
        {"method": "dkim", "result": "pass", "domain": "there.example", "policy": None, "selector": "k"}
    ]
    assert told["checked"] is None
    assert told["hops"][0]["tls"] == "yes"
    assert told["first_contact"] is True


def test_for_people(filled: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["origin", "1"], filled) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "kim@there.example, confirmed by there.example",
        "You have not had mail from this address before.",
        "DKIM: Signed by there.example, and not changed since.",
    ]


def test_a_check_is_asked_for(
    filled: Profile, fake_engine: Callable[..., FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    def check(command: AnyCommand) -> list[AnyEvent]:
        assert isinstance(command, VerifyOrigin)
        signature = CheckedSignature("there.example", "there.example", "k", SignatureState.WRONG, "rsa-sha256", 2048)
        write(filled, lambda tx: origin.keep_check(tx, command.message_id, Check((signature,), "reject")))
        return [Finished(command.request_id)]

    fake_engine(check)
    assert main.run(["origin", "1", "--check", "--json"], filled) == 0
    (told,) = answered(capsys)
    assert told["checked"]["policy"] == "reject"
    assert told["checked"]["signatures"] == [
        {"domain": "there.example", "selector": "k", "state": "wrong", "algorithm": "rsa-sha256", "key_bits": 2048}
    ]


def test_offline_says_so(
    filled: Profile, fake_engine: Callable[..., FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    fake_engine(lambda command: [Failed(getattr(command, "request_id", ""), Problem(ProblemKind.NETWORK_UNREACHABLE))])
    assert main.run(["origin", "1", "--check"], filled) == 1


def test_a_text_that_is_not_here_is_fetched(
    filled: Profile, fake_engine: Callable[..., FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    write(filled, lambda tx: messages.insert(tx, FolderId(1), [new_message(2)]))

    def fetch(command: AnyCommand) -> list[AnyEvent]:
        assert isinstance(command, FetchWhole)
        assert command.message_ids == (2,)
        write(filled, lambda tx: bodies.store_wholes(tx, {command.message_ids[0]: LETTER}))
        return [Finished(command.request_id, AccountId(1))]

    fake_engine(fetch)
    assert main.run(["origin", "1", "2", "--json"], filled) == 0
    assert [told["reason"] for told in answered(capsys)] == ["confirmed", "confirmed"]


def test_a_message_that_is_none(filled: Profile) -> None:
    assert main.run(["origin", "99"], filled) == 1


def test_of_a_file_nobody_is_believed() -> None:
    told = message_json(LETTER)["origin"]
    assert (told["standing"], told["reason"], told["believed"]) == ("unknown", "not_checked", None)
    assert told["ignored"] == ["mx.example.org"]
