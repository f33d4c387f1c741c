"""A large inbox whose older headers still come: what is new is told at once."""

from pathlib import Path

import pytest

from mailclient.bridge.events import AnyEvent, NewMail
from mailclient.engine.sync import folder_pass, headers
from mailclient.mail.account import AccountSettings
from tests.engine.running import RunningEngine, message
from tests.engine.tampering import Network
from tests.servers.dovecot import Dovecot, MailUser


class Noting(RunningEngine):
    """Notes how far the headers were when new mail was told."""

    lowest_when_told = 0

    def _deliver(self, event: AnyEvent) -> None:
        if isinstance(event, NewMail):
            state = self.reader.sync_state(event.folder_id)
            self.lowest_when_told = state.lowest_uid if state else 0
        super()._deliver(event)


async def test_new_mail_is_told_while_older_headers_still_come(
    tmp_path: Path,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folder_pass, "FIRST_LOOK", 5)
    monkeypatch.setattr(headers, "FETCH_SLICE", 20)
    network = Network()
    held: list[str] = []

    def hold(command: str) -> None:
        if not held:
            held.append(command)
            network.connections[0].gate.clear()

    network.answers(r"UID FETCH \d+:195 .*", hold)
    for number in range(200):
        dovecot.deliver(mail_user, message(f"number {number:03}"))
    engine = await Noting(tmp_path / "profile", dialled=network.dial).start()
    await engine.add(settings, mail_user.secret)
    await network.until(lambda: bool(held))
    inbox = engine.folder("INBOX").id
    (task,) = engine.engine._supervisor.all()
    dovecot.deliver(mail_user, message("news"))
    await engine.until(lambda: task.context.queue.waiting(("folder", inbox)))
    network.connections[0].gate.set()
    told = await engine.wait_for(NewMail)
    assert [row.subject for row in engine.reader.rows(told.message_ids)] == ["news"]
    assert engine.lowest_when_told > 1
    await engine.until(lambda: engine.folder("INBOX").total == 201)
    await engine.stop()
