"""What is asked for in one flight comes from the folder that was open then, whatever is opened before the answer."""

from mailclient.engine.accounts.mail_server import MailServer
from mailclient.mail.account import Secret
from mailclient.wire.imap import summary
from mailclient.wire.imap.events import Event, Fetch, Summaries
from mailclient.wire.imap.number_set import NumberSet
from tests.engine.modelled import SETTINGS, fill
from tests.servers.model import ModelServer


async def test_summaries_of_scattered_uids_come_from_one_folder() -> None:
    """More ranges than go into one command: each of them is sent before another folder is opened."""
    model = ModelServer()
    model.create("Other")
    for path in ("INBOX", "Other"):
        fill(model, path, 1_300)
        model.renumber(path, step=2)
    for one in model.folders["Other"].messages:
        one.flags.add("$other")
    server = await MailServer.connect(model.dial, SETTINGS.incoming, Secret("x"))
    events: list[Event] = []
    try:
        await server.open_folder("INBOX")
        uids = NumberSet.of(one.uid for one in model.folders["INBOX"].messages)
        answered = await server.ask_summaries(uids, (*summary.ITEMS, *summary.LAST_ITEMS), events.append)
        await server.open_folder("Other")
        await answered
    finally:
        await server.close()
        await model.stop()
    flags = [one.flags for event in events if isinstance(event, Summaries) for one in event.found]
    flags += [b" ".join(word.encode() for word in event.flags or ()) for event in events if isinstance(event, Fetch)]
    assert len(flags) == 1_300
    assert not any(b"$other" in one for one in flags)
