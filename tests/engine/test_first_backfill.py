"""A large inbox whose older headers still come: what is new is told at once."""

from pathlib import Path

import pytest

from mailclient.bridge.events import NewMail
from mailclient.engine.sync import folder_pass, headers
from mailclient.mail.account import AccountSettings
from tests.engine.running import RunningEngine, message
from tests.engine.tampering import Network
from tests.servers.dovecot import Dovecot, MailUser


async def test_new_mail_is_told_while_older_headers_still_come(
    tmp_path: Path,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folder_pass, "FIRST_LOOK", 5)
    monkeypatch.setattr(headers, "FETCH_SLICE", 5)
    network = Network()
    held: list[str] = []

    def hold(command: str) -> None:
        held.append(command)
        network.connections[0].gate.clear()

    network.answers(r"UID FETCH 21:25 .*BODYSTRUCTURE.*", hold)
    network.answers(r"UID FETCH 1:5 .*BODYSTRUCTURE.*", hold)
    for number in range(30):
        dovecot.deliver(mail_user, message(f"number {number:02}"))
    engine = await RunningEngine(tmp_path / "profile", dialled=network.dial).start()
    await engine.add(settings, mail_user.secret)
    await network.until(lambda: len(held) == 1)
    inbox = engine.folder("INBOX").id
    (task,) = engine.engine._supervisor.all()
    dovecot.deliver(mail_user, message("news"))
    await network.until(lambda: task.context.queue.waiting(("folder", inbox)))
    network.connections[0].gate.set()
    told = await engine.wait_for(NewMail)
    assert [row.subject for row in engine.reader.rows(told.message_ids)] == ["news"]
    await network.until(lambda: len(held) == 2)
    state = engine.reader.sync_state(inbox)
    assert state is not None
    assert state.lowest_uid == 6
    network.connections[0].gate.set()
    await engine.until(lambda: engine.folder("INBOX").total == 31)
    await engine.stop()
