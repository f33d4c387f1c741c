"""The line lost at every kind of byte of everything a POP3 server says: nothing lost, nothing twice.

After the loss each message must be on the server or here whole; after the next pass each is here once, and only here.
"""

import re
from pathlib import Path

import pytest

from mailclient.engine.sync import pop3_contents, pop3_download
from mailclient.mail.pop3 import Pop3Rules
from mailclient.mail.problem import MailError
from tests.engine.pop3_desk import Pop3Desk, mail
from tests.servers.pop3_model import Pop3Box

MESSAGES = [
    mail("one", ".dots\r\n..\r\n."),
    mail("two"),
    mail("two"),  # the same again
    mail("large", "\r\n".join(f".line {number}" for number in range(300))),
    mail("last"),
]


def filled(unwilling: str) -> Pop3Box:
    box = Pop3Box()
    for data in MESSAGES:
        box.add(data)
    if unwilling == "PIPELINING":
        box.capabilities.remove(unwilling)
    elif unwilling:
        box.unwilling.add(unwilling)
    return box


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small mailbox has large messages, several transactions and several flights."""
    monkeypatch.setattr(pop3_download, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(pop3_download, "_PIECE_BYTES", 1_000)
    monkeypatch.setattr(pop3_download, "SLICE", 2)
    monkeypatch.setattr(pop3_contents, "AHEAD_BYTES", 1_000)


async def what_is_said(path: Path, unwilling: str) -> bytes:
    """Everything the server says in a pass that is not cut."""
    box = filled(unwilling)
    desk = await Pop3Desk.open(path, dialled=box.dial, rules=Pop3Rules(leave_on_server=False))
    await desk.run()
    await desk.close()
    assert box.messages == []
    return bytes(box.words)


def places(said: bytes) -> list[int]:
    """At the beginning, in the middle and at the end of lines, between CR and LF, around dots; of alike ones some."""
    found: set[int] = {0, len(said)}
    answers = [match.start() for match in re.finditer(rb"^[+-]", said, re.MULTILINE)]
    for start in answers:
        end = said.index(b"\r\n", start)
        found |= {start, start + 1, start + 3, (start + end) // 2, end, end + 1, end + 2}
    for match in re.finditer(rb"\r\n\.\r\n", said):
        found |= {match.start() + place for place in range(6)}
    found |= {match.start() + 3 for match in list(re.finditer(rb"\r\n\.\.", said))[::25]}
    return sorted(found)


@pytest.mark.parametrize("unwilling", ["", "UIDL", "PIPELINING"])
async def test_cut_anywhere(tmp_path: Path, unwilling: str) -> None:
    said = await what_is_said(tmp_path / "uncut.sqlite", unwilling)
    tried = 0
    for place in places(said)[:: 3 if unwilling else 1]:
        box = filled(unwilling)
        box.cut_after = place
        desk = await Pop3Desk.open(
            tmp_path / f"{place}.sqlite", dialled=box.dial, rules=Pop3Rules(leave_on_server=False)
        )
        try:
            await _cut_and_go_on(box, desk, place)
        finally:
            await desk.close()
        tried += 1
    assert tried > 40


async def _cut_and_go_on(box: Pop3Box, desk: Pop3Desk, place: int) -> None:
    try:
        await desk.run()
    except MailError:
        pass
    else:
        assert not box.messages, f"cut after {place} bytes: a pass that says it is done"
    confirmed = [known for known in await desk.known() if known.deleted_at is not None]
    assert not (confirmed and box.messages), f"cut after {place} bytes: deleted without QUIT"
    await desk.again()
    both = sorted([*desk.wholes(), *(one.data for one in box.messages)])
    assert {*both} == {*MESSAGES}, f"cut after {place} bytes: a message is lost"
    assert all(both.count(data) >= MESSAGES.count(data) for data in MESSAGES)
    box.cut_after = None
    await desk.run()
    assert desk.wholes() == sorted(MESSAGES), f"cut after {place} bytes"
    assert len(desk.rows()) == len(MESSAGES)
    assert box.messages == []
