"""Filters on arrival with a real server: each message once, nothing that was there before, through the log."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailclient.bridge.commands import CreateFolder, MoveMessages, RenameFolder, RunFilters, SetFilters, UndoOperation
from mailclient.bridge.events import Failed, Finished, NewMail
from mailclient.mail.account import AccountSettings, on_this_computer
from mailclient.mail.filter import Action, ActionKind, Comparison, Condition, Field, Filter
from mailclient.mail.flag import Flag
from mailclient.mail.ids import OperationId
from mailclient.mail.problem import ProblemKind
from mailclient.store.reader import Reader
from tests.engine.running import RunningEngine, message
from tests.engine.test_operations import start, subjects
from tests.engine.test_pop3_account import pop3_settings
from tests.engine.test_sync_changes import sync
from tests.servers.dovecot import Dovecot, MailUser

NO_ID = OperationId("")
ABOUT_LISTS = (Condition(Field.SUBJECT, Comparison.CONTAINS, "[LIST]"),)
TO_ARCHIVE = Filter("lists", (Action(ActionKind.MOVE, folder="Archive"),), ABOUT_LISTS)


async def use(engine: RunningEngine, *filters: Filter) -> None:
    account = engine.reader.accounts()[0]
    assert isinstance(await engine.request(SetFilters("", account.id, filters)), Finished)


def about(word: str, *actions: Action, name: str = "some") -> Filter:
    return Filter(name, actions, (Condition(Field.SUBJECT, Comparison.BEGINS, word),))


async def test_what_arrives_is_filtered_and_what_was_there_is_not(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("[list] old"))
    await start(engine, settings, dovecot, mail_user, 1)
    await use(engine, TO_ARCHIVE)
    dovecot.deliver(mail_user, message("[list] new"))
    dovecot.deliver(mail_user, message("other"))
    await sync(engine)
    assert sorted(engine.subjects("INBOX")) == ["[list] old", "number 0", "other"]
    assert engine.subjects("Archive") == ["[list] new"]
    assert subjects(dovecot, mail_user, "Archive") == ["[list] new"]


async def test_filters_that_were_there_before_the_first_pass_leave_old_mail_alone(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    for number in range(3):
        dovecot.deliver(mail_user, message(f"[list] {number}"))
    account_id = await engine.add(settings, mail_user.secret)
    assert isinstance(await engine.request(SetFilters("", account_id, (TO_ARCHIVE,))), Finished)
    await sync(engine)
    await sync(engine)
    assert len(engine.subjects("INBOX")) == 3


async def test_every_action_reaches_the_server(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    await use(
        engine,
        about("a", Action(ActionKind.READ), Action(ActionKind.FLAG), Action(ActionKind.TAG, tag="$label1")),
        about("c", Action(ActionKind.COPY, folder="Archive")),
        about("j", Action(ActionKind.JUNK)),
        about("d", Action(ActionKind.DELETE)),
        about("s", Action(ActionKind.STOP)),
        Filter("rest", (Action(ActionKind.TAG, tag="rest"),)),
    )
    for subject in ("all marks", "copied", "junk", "deleted", "stopped"):
        dovecot.deliver(mail_user, message(subject))
    await sync(engine)
    assert subjects(dovecot, mail_user, "INBOX") == ["all marks", "copied", "number 0", "stopped"]
    assert subjects(dovecot, mail_user, "Archive") == ["copied"]
    assert subjects(dovecot, mail_user, "Junk") == ["junk"]
    assert subjects(dovecot, mail_user, "Trash") == ["deleted"]
    assert {"\\Seen", "\\Flagged", "$label1", "rest"} <= dovecot.flags(mail_user)[1]
    assert "$Junk" in dovecot.flags(mail_user, "Junk")[0]
    marked = engine.row("INBOX", "all marks")
    assert marked.flags.bits == Flag.SEEN | Flag.FLAGGED
    assert marked.flags.keywords == ("$label1", "rest")
    assert engine.row("INBOX", "stopped").flags.keywords == ()


async def test_conditions_on_the_text_wait_for_it_and_keep_the_order(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    await use(
        engine,
        Filter(
            "by text",
            (Action(ActionKind.MOVE, folder="Archive"),),
            (Condition(Field.BODY, Comparison.CONTAINS, "WON"),),
        ),
        Filter(
            "by header",
            (Action(ActionKind.TAG, tag="later"),),
            (Condition(Field.HEADER, Comparison.IS, "someone@mail.test", header="To"),),
        ),
    )
    dovecot.deliver(mail_user, message("lottery", text="You have won."))
    dovecot.deliver(mail_user, message("letter"))
    await sync(engine)
    assert subjects(dovecot, mail_user, "Archive") == ["lottery"]
    assert engine.row("Archive", "lottery").flags.keywords == ()
    assert engine.row("INBOX", "letter").flags.keywords == ("later",)


async def test_only_what_stays_new_is_announced(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    await use(
        engine,
        about("read", Action(ActionKind.READ)),
        about("junk", Action(ActionKind.JUNK)),
        about("moved", Action(ActionKind.MOVE, folder="Archive")),
    )
    for subject in ("read", "junk", "moved", "plain"):
        dovecot.deliver(mail_user, message(subject))
    await sync(engine)
    await engine.until(lambda: len(told(engine)) == 2)
    assert told(engine) == {engine.row("INBOX", "plain").id, engine.row("Archive", "moved").id}


def told(engine: RunningEngine) -> set[int]:
    return {id_ for event in engine.events if isinstance(event, NewMail) for id_ in event.message_ids}


async def test_taken_back_it_is_not_filtered_again(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    await use(engine, TO_ARCHIVE)
    dovecot.deliver(mail_user, message("[list] new"))
    await sync(engine)
    moved = engine.row("Archive", "[list] new")
    await engine.operate(MoveMessages(NO_ID, (moved.id,), engine.folder("INBOX").id))
    await sync(engine)
    assert engine.row("INBOX", "[list] new").id == moved.id
    assert engine.subjects("Archive") == []


async def test_what_an_earlier_process_did_not_come_to_is_filtered_once(
    tmp_path: Path, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the storing of a message and its filtering."""
    first = await RunningEngine(tmp_path / "kept").start()
    await start(first, settings, dovecot, mail_user, 1)
    await use(first, Filter("copies", (Action(ActionKind.COPY, folder="Archive"),), ABOUT_LISTS))
    with monkeypatch.context() as stopped:
        stopped.setattr(Reader, "unfiltered", lambda _self, _account_id: [])
        dovecot.deliver(mail_user, message("[list] new"))
        await sync(first)
    assert subjects(dovecot, mail_user, "Archive") == []
    await first.stop()
    second = await RunningEngine(tmp_path / "kept", credentials=first.credentials).start()
    await sync(second)
    await second.until(lambda: subjects(dovecot, mail_user, "Archive") != [])
    assert second.reader.unfiltered(second.reader.accounts()[0].id) == []
    await second.stop()
    third = await RunningEngine(tmp_path / "kept", credentials=first.credentials).start()
    await sync(third)
    assert subjects(dovecot, mail_user, "Archive") == ["[list] new"]
    await third.stop()


async def test_run_on_a_folder_filters_what_was_there_and_can_be_undone(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    dovecot.deliver(mail_user, message("[list] one"))
    dovecot.deliver(mail_user, message("[list] two", text="unlike the other"))
    await start(engine, settings, dovecot, mail_user, 1)
    conditions = (*ABOUT_LISTS, Condition(Field.BODY, Comparison.NOT_CONTAINS, "unlike"))
    await use(engine, Filter("lists", (Action(ActionKind.MOVE, folder="Archive"),), conditions))
    done = await engine.request(RunFilters("", engine.folder("INBOX").id))
    assert isinstance(done, Finished)
    (operation_id,) = done.filtered
    await engine.done(operation_id)
    assert subjects(dovecot, mail_user, "Archive") == ["[list] one"]
    await engine.engine.perform(UndoOperation(operation_id))
    await engine.until(lambda: "[list] one" in subjects(dovecot, mail_user, "INBOX"))


async def test_filters_follow_a_folder_that_is_renamed(
    engine: RunningEngine, settings: AccountSettings, dovecot: Dovecot, mail_user: MailUser
) -> None:
    await start(engine, settings, dovecot, mail_user, 1)
    account_id = engine.reader.accounts()[0].id
    await engine.operate(CreateFolder(NO_ID, account_id, "Lists"))
    await use(engine, replace(TO_ARCHIVE, actions=(Action(ActionKind.MOVE, folder="Lists"),)))
    await engine.operate(RenameFolder(NO_ID, engine.folder("Lists").id, "Post"))
    (one,) = engine.reader.filters(account_id)
    assert one.actions == (Action(ActionKind.MOVE, folder="Post"),)
    dovecot.deliver(mail_user, message("[list] new"))
    await sync(engine)
    assert subjects(dovecot, mail_user, "Post") == ["[list] new"]


BY_TEXT = Filter(
    "by text", (Action(ActionKind.MOVE, folder="Archive"),), (Condition(Field.BODY, Comparison.CONTAINS, "wanted"),)
)


async def test_what_comes_by_pop3_is_filtered(engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser) -> None:
    account_id = await engine.add(pop3_settings(dovecot, mail_user), mail_user.secret)
    await engine.online(account_id)
    assert isinstance(await engine.request(SetFilters("", account_id, (TO_ARCHIVE, BY_TEXT))), Finished)
    for subject, text in (("[list] one", "x"), ("two", "the wanted word"), ("three", "x")):
        dovecot.deliver(mail_user, message(subject, text=text))
    await sync(engine)
    assert sorted(engine.subjects("Archive")) == ["[list] one", "two"]
    assert engine.subjects("INBOX") == ["three"]


async def test_into_the_inbox_on_this_computer_by_the_filters_of_the_account_it_came_for(
    engine: RunningEngine, dovecot: Dovecot, mail_user: MailUser
) -> None:
    local_id = await engine.engine._book.add_untried(on_this_computer())
    settings = replace(pop3_settings(dovecot, mail_user), deliver_to=local_id)
    account_id = await engine.add(settings, mail_user.secret)
    await engine.online(account_id)
    to_lists = replace(TO_ARCHIVE, actions=(Action(ActionKind.COPY, folder="Lists/One"), *TO_ARCHIVE.actions))
    assert isinstance(await engine.request(SetFilters("", account_id, (to_lists, BY_TEXT))), Finished)
    for subject, text in (("[list] one", "x"), ("two", "the wanted word"), ("three", "x")):
        dovecot.deliver(mail_user, message(subject, text=text))
    await sync(engine)

    def shown(path: str) -> list[str]:
        here = next((one for one in engine.reader.folders(local_id) if one.path == path), None)
        if here is None:
            return []
        return sorted(row.subject for row in engine.reader.rows([id_ for id_, _ in engine.reader.message_ids(here.id)]))

    await engine.until(lambda: shown("Archive") == ["[list] one", "two"])
    assert shown("INBOX") == ["three"]
    await engine.until(lambda: shown("Lists/One") == ["[list] one"])


async def test_a_folder_that_is_gone_leaves_the_message_where_it_is(
    engine: RunningEngine,
    settings: AccountSettings,
    dovecot: Dovecot,
    mail_user: MailUser,
    expected_warnings: list[str],
) -> None:
    expected_warnings.append("filters, account 1, move: .*Gone")
    await start(engine, settings, dovecot, mail_user, 1)
    actions = (Action(ActionKind.FLAG), Action(ActionKind.MOVE, folder="Gone"))
    await use(engine, Filter("lists", actions, ABOUT_LISTS))
    dovecot.deliver(mail_user, message("[list] new"))
    await sync(engine)
    assert engine.row("INBOX", "[list] new").flags.bits == Flag.FLAGGED


@pytest.mark.parametrize(
    "unusable",
    [
        Filter("none", ()),
        Filter("where", (Action(ActionKind.MOVE),)),
        Filter("size", (Action(ActionKind.READ),), (Condition(Field.SIZE, Comparison.ABOVE, "large"),)),
        Filter("all", (Action(ActionKind.DELETE),), (Condition(Field.SUBJECT, Comparison.CONTAINS, " "),)),
        Filter("tag", (Action(ActionKind.TAG, tag="two words"),)),
    ],
    ids=lambda one: one.name,
)
async def test_what_makes_no_sense_is_refused(
    engine: RunningEngine, settings: AccountSettings, mail_user: MailUser, unusable: Filter
) -> None:
    account_id = await engine.add(settings, mail_user.secret)
    answer = await engine.request(SetFilters("", account_id, (TO_ARCHIVE, unusable)))
    assert isinstance(answer, Failed)
    assert (answer.problem.kind, answer.problem.subject) == (ProblemKind.FILTER_UNUSABLE, unusable.name)
    assert engine.reader.filters(account_id) == ()
