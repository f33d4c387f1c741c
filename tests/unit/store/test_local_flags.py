from mailclient.mail.flag import Flag, Flags
from mailclient.mail.ids import Uid
from mailclient.store import messages, renumbering
from mailclient.store.local_flags import set_local_flags
from mailclient.store.rows import Identity
from tests.unit.store.conftest import Store
from tests.unit.store.samples import new_message


async def test_local_flags_outlive_what_the_server_says(store: Store) -> None:
    one = new_message(1, message_id="one")
    ids = await store.run(messages.insert, store.inbox, [one])
    await store.run(set_local_flags, ids, Flag.FORWARDED, Flag.NONE, ("blue", "red"))
    await store.run(messages.set_server_flags, store.inbox, {Uid(1): Flags(Flag.SEEN, ("green",))})
    assert store.reader.rows(ids)[0].flags == Flags(Flag.SEEN | Flag.FORWARDED, ("blue", "green", "red"))
    await store.run(set_local_flags, ids, Flag.NONE, Flag.FORWARDED, (), ("red",))
    while not await store.run(renumbering.reset_slice, store.inbox):
        pass
    back = Identity(Uid(9), "", "one", one.size, one.received_at, Flags())
    await store.run(renumbering.match, store.inbox, [back], exact=True)
    assert store.reader.rows(ids)[0].flags == Flags(Flag.NONE, ("blue",))
