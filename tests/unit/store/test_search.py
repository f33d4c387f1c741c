import unicodedata

import pytest

from mailclient.mail.address import Address
from mailclient.mail.body import Body
from mailclient.mail.ids import AccountId, MessageId, Uid
from mailclient.mail.saved_search import SavedSearch, SavedSearchId
from mailclient.mail.search import Coverage, SearchOrder
from mailclient.store import bodies, messages, saved_searches, search_index
from mailclient.store.words import index_text
from tests.unit.store.conftest import Store
from tests.unit.store.samples import LEE, new_message


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("Quarterly REPORT", "quarterly report"),
        ("회의에서", " 회의 의에 에서 서 "),
        ("3분기 보고", "3 분기 기   보고 고 "),
        ("회", " 회 "),
        (unicodedata.normalize("NFD", "회의"), " 회의 의 "),
        ("東京オフィス", " 東京 京オ オフ フィ ィス ス "),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_indexed_text(text: str, indexed: str) -> None:
    assert index_text(text) == indexed


async def fill(store: Store) -> dict[str, MessageId]:
    lee_writes = {"sender": LEE, "to": (Address("박서준", "seojun@example.org"),)}
    batch = [
        new_message(1, "Quarterly report draft", received_at=300),
        new_message(2, "주간 회의에서 나온 이야기", received_at=100),
        new_message(3, "Re: lunch", received_at=200, sender=LEE, to=lee_writes["to"]),  # type: ignore[arg-type]
        new_message(4, "[공지] 3분기 보고 일정", received_at=400),
    ]
    ids = await store.run(messages.insert, store.inbox, batch)
    await store.run(bodies.store_body, ids[2], Body("Shall we meet at the café? 회의록은 나중에."), b"", "")
    await store.run(bodies.store_body, ids[0], Body("See the numbers for lunch expenses"), b"", "")
    return dict(zip(("report", "meeting", "lunch", "notice"), ids, strict=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("report", ["report"]),
        ("REPORT", ["report"]),
        ("repo", ["report"]),
        ("repo ", ["report"]),
        ("quarterly draft", ["report"]),
        ('"quarterly draft"', []),
        ('"report draft"', ["report"]),
        ("회의", ["lunch", "meeting"]),
        ("의에", ["meeting"]),
        ("에서", ["meeting"]),
        ("서", ["meeting", "lunch"]),
        ("회의에서 이야기", ["meeting"]),
        ('"회의에서 나온"', ["meeting"]),
        ("분기", ["notice"]),
        ("3분기", ["notice"]),
        ('"3분기 보고"', ["notice"]),
        ('"분기 보고 일"', ["notice"]),
        ('"보고 분기"', []),
        ("lunch", ["report", "lunch"]),
        ("lunch expenses", ["report"]),
        ("subject:lunch", ["lunch"]),
        ("from:jun", ["lunch"]),
        ("from:민지", ["notice", "report", "meeting"]),
        ("from:minji@example.org report", ["report"]),
        ("to:jun", ["notice", "report", "meeting"]),
        ("to:서준", ["lunch"]),
        ("cafe", ["lunch"]),
        ("CAFÉ", ["lunch"]),
        (unicodedata.normalize("NFD", "회의록"), ["lunch"]),
        ("from:jun subject:report", []),
        ('"', []),
        ("'; DROP TABLE message; --", []),
    ],
)
async def test_found_newest_first(store: Store, query: str, expected: list[str]) -> None:
    ids = await fill(store)
    names = {id_: name for name, id_ in ids.items()}
    found = [names[id_] for id_ in store.reader.search(query)]
    by_date = {"meeting": 100, "lunch": 200, "report": 300, "notice": 400}
    assert found == sorted(expected, key=by_date.__getitem__, reverse=True)


async def test_scope_and_limit(store: Store) -> None:
    ids = await fill(store)
    assert store.reader.search("회의", folder_id=store.archive) == []
    assert store.reader.search("회의", folder_id=store.inbox, account_id=store.account) == [
        ids["lunch"],
        ids["meeting"],
    ]
    assert store.reader.search("회의", account_id=AccountId(99)) == []
    assert store.reader.search("회의", limit=1) == [ids["lunch"]]


async def test_addresses_for_completion(store: Store) -> None:
    batch = [
        new_message(1, sender=Address("", "lee@shop.example")),
        new_message(2, sender=Address("Jun Lee", "jun@example.net")),
        new_message(3, sender=Address("Jun Lee", "JUN@example.net")),
        new_message(4, sender=Address("이준", "jun@example.net")),
        new_message(5, sender=Address("No Address", "")),
    ]
    await store.run(messages.insert, store.inbox, batch)
    assert store.reader.addresses("lee") == [Address("Jun Lee", "jun@example.net"), Address("", "lee@shop.example")]
    assert store.reader.addresses("JUN L") == [Address("Jun Lee", "jun@example.net")]
    assert store.reader.addresses("jun@ex") == [Address("Jun Lee", "jun@example.net")]
    assert store.reader.addresses("shop") == [Address("", "lee@shop.example")]
    assert store.reader.addresses("un") == []
    assert store.reader.addresses(" ") == []
    assert store.reader.addresses("lee", limit=1) == [Address("Jun Lee", "jun@example.net")]


async def test_those_written_to_come_first(store: Store) -> None:
    from mailclient.mail.folder import FolderRole
    from mailclient.store import folders

    sent = await store.run(folders.upsert, store.account, "Sent", delimiter="/", role=FolderRole.SENT, selectable=True)
    seen = [new_message(uid, sender=Address("Jun A", "a@example.org")) for uid in range(1, 9)]
    await store.run(messages.insert, store.inbox, seen)
    await store.run(messages.insert, sent, [new_message(1, to=(Address("Jun B", "b@example.org"),))])
    assert [address.address for address in store.reader.addresses("jun")] == ["b@example.org", "a@example.org"]


async def test_a_name_learnt_later(store: Store) -> None:
    await store.run(messages.insert, store.inbox, [new_message(1, sender=Address("", "a@example.org"))])
    await store.run(messages.insert, store.inbox, [new_message(2, sender=Address("Alice", "a@example.org"))])
    assert store.reader.addresses("ali") == [Address("Alice", "a@example.org")]


async def test_operators(store: Store) -> None:
    ids = await fill(store)

    def found(query: str, **where: object) -> set[str]:
        hits = store.reader.search(query, now=500.0, **where)  # type: ignore[arg-type]
        return {name for name, id_ in ids.items() if id_ in hits}

    assert found("report or lunch") == {"report", "lunch"}
    assert found("-report") == {"meeting", "lunch", "notice"}
    assert found("회의 -이야기") == {"lunch"}
    assert found("is:read") == set()
    assert found("is:unread subject:report or 공지") == {"report", "notice"}
    assert found("after:250h") == {"report", "meeting", "lunch", "notice"}
    assert found("in:inbox 회의") == {"lunch", "meeting"}
    assert found("in:archive 회의") == set()
    assert found("in:nowhere") == set()
    assert found("account:minji report") == {"report"}
    assert found("회의", folder_ids=[store.archive, store.inbox]) == {"lunch", "meeting"}
    assert found("larger:1M or 공지") == {"notice"}
    assert found("body:lunch") == {"report"}
    assert found("b") == found("body:best") == set()


async def test_while_a_common_start_is_put_together_the_newest_messages_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await fill(store)
    monkeypatch.setattr("mailclient.store.searching._EARLY", 1)
    for query in ("quart", "quart report", "from:exam or quart", "quart -lunches", "subject:quart is:unread"):
        first, *_, last = store.reader.search_steps(query)
        assert not first.done, query
        assert set(first.ids) <= set(last.ids), query
        assert ids["report"] in last.ids
    assert [step.done for step in store.reader.search_steps("qua")] == [True], "the index tells at once"
    assert [step.ids for step in store.reader.search_steps("-lunches")] == 2 * [tuple(store.reader.search("-lunches"))]
    await store.run(bodies.let_go_text, ids["lunch"])
    early, whole = (step.ids for step in store.reader.search_steps("-lunches"))
    assert set(whole) - set(early) == {ids["lunch"]}, "what a text said that was let go only the index knows"


async def test_the_best_first(store: Store) -> None:
    ids = await fill(store)
    assert store.reader.search("lunch", now=500.0) == [ids["report"], ids["lunch"]]
    best = store.reader.search("lunch", order=SearchOrder.BEST, now=500.0)
    assert best == [ids["lunch"], ids["report"]]


async def test_what_many_new_messages_say_is_found_when_the_index_has_them(store: Store) -> None:
    many = [new_message(uid, f"number {uid} 회의") for uid in range(1, 201)]
    await store.run(messages.insert, store.inbox, many)
    assert store.changes[-1].unindexed
    assert store.reader.coverage() == Coverage(0, 200, waiting=200)
    assert store.reader.search("회의") == []
    assert len(store.reader.search("is:unread")) == 200
    while await store.run(search_index.catch_up, lambda _data: None):
        pass
    assert len(store.reader.search("회의")) == 200
    assert store.reader.coverage([store.inbox]) == Coverage(0, 200)


async def test_coverage_follows_what_is_shown_where(store: Store) -> None:
    ids = await fill(store)
    assert store.reader.coverage([store.inbox]) == Coverage(2, 4)
    assert store.reader.coverage([store.archive]) == Coverage(0, 0)
    await store.run(bodies.let_go_text, ids["lunch"])
    assert store.reader.coverage() == Coverage(2, 4)
    await store.run(messages.vanish, store.inbox, [Uid(3)])
    await store.run(bodies.store_body, ids["meeting"], Body("text"), b"", "")
    assert store.reader.coverage() == Coverage(2, 3)


async def test_another_text_replaces_the_words_of_the_first(store: Store) -> None:
    (id_,) = await store.run(messages.insert, store.inbox, [new_message(1, "shared")])
    await store.run(bodies.store_body, id_, Body("first shared 회의"), b"", "")
    await store.run(bodies.store_body, id_, Body("second"), b"", "")
    assert store.reader.search("first") == store.reader.search("회의") == []
    assert store.reader.search("second") == store.reader.search("subject:shared") == [id_]
    assert store.reader.search("body:shared") == []


async def test_text_around_what_was_found(store: Store) -> None:
    ids = await fill(store)
    found = store.reader.snippets(list(ids.values()), "café 회의록 subject:lunch")
    assert set(found) == {ids["report"], ids["lunch"]}
    snippet = found[ids["lunch"]]
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["café", "회의록"]
    assert found[ids["report"]].marks == ()
    assert found[ids["report"]].text.startswith("See the numbers")
    assert store.reader.snippet(ids["notice"], "x") is None


async def test_saved_searches(store: Store) -> None:
    one = SavedSearch(SavedSearchId("1"), "나중에", "is:flagged")
    await store.run(saved_searches.save, SavedSearch(SavedSearchId("2"), "b", "x"))
    await store.run(saved_searches.save, one)
    await store.run(saved_searches.save, SavedSearch(SavedSearchId("2"), "a", "x"))
    assert [(search.name, search.query) for search in store.reader.saved_searches()] == [
        ("a", "x"),
        ("나중에", "is:flagged"),
    ]
    assert store.changes[-1].searches
    assert await store.run(saved_searches.remove, one.id)
    assert [search.id for search in store.reader.saved_searches()] == ["2"]
