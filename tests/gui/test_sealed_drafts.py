"""Encrypted drafts: the store has their seal alone, so the engine opens them; nothing waits for it."""

import msgspec
import pytest

from mailclient.bridge import commands, events
from mailclient.bridge.draft import DraftContent, DraftFile
from mailclient.gui.composer.composers import ComposerPane, Composers
from mailclient.gui.drafts.versions_window import VersionsWindow
from mailclient.mail.ids import DraftId
from mailclient.mail.problem import Problem, ProblemKind
from mailclient.store import draft_revisions, drafts
from mailclient.store.transaction import Transaction
from tests.gui.composing import sent, type_letter
from tests.gui.desk import Desk
from tests.gui.protecting import READY, tell_plan
from tests.gui.sample_store import Sample, change
from tests.gui.scripted_link import ScriptedLink

SECRET = DraftId("secret")
WORDS = DraftContent("alice@work.example", "jun@example.org", subject="Hidden", html="<p>a secret</p>", encrypt=True)


@pytest.fixture
def sealed(sample: Sample) -> DraftId:
    """One in the store, that was being written."""

    def keep(tx: Transaction) -> None:
        drafts.save(
            tx, SECRET, sample.account_id, b"a seal", subject="", recipients="", now=5.0, sealed=True,
            being_written=True,
        )  # fmt: skip

    change(sample.path, keep)
    return SECRET


def tell_draft(link: ScriptedLink, content: DraftContent) -> None:
    """The engine has opened it."""
    asked = sent(link, commands.OpenDraft)[-1]
    link.deliver(events.Finished(asked.request_id, draft=msgspec.msgpack.encode(content)))


def test_it_is_restored_after_a_crash(composers: Composers, link: ScriptedLink, sealed: DraftId) -> None:
    assert composers.restore_drafts() == 1
    assert composers.windows == []
    assert composers.restore_drafts() == 1  # asked for twice it opens once
    (asked,) = sent(link, commands.OpenDraft)
    assert asked.draft_id == sealed
    tell_draft(link, WORDS)
    (composer,) = composers.windows
    assert composer.fields.subject.text() == "Hidden"
    assert composer.content().encrypt
    assert composer.draft_id == sealed


def test_without_an_engine_it_is_asked_again(composers: Composers, link: ScriptedLink, sealed: DraftId) -> None:
    composers.restore_drafts()
    link.deliver(events.Failed(sent(link, commands.OpenDraft)[0].request_id, Problem(ProblemKind.ENGINE_STOPPED)))
    assert composers.windows == []
    link.deliver(events.Ready())
    tell_draft(link, WORDS)
    assert len(composers.windows) == 1


def test_one_that_cannot_be_opened_stays_and_is_told(composers: Composers, link: ScriptedLink, sealed: DraftId) -> None:
    told: list[Problem] = []
    composers.failed.connect(told.append)
    composers.restore_drafts()
    asked = sent(link, commands.OpenDraft)[-1]
    link.deliver(events.Failed(asked.request_id, Problem(ProblemKind.KEYRING_LOCKED)))
    assert [problem.kind for problem in told] == [ProblemKind.KEYRING_LOCKED]
    assert composers.windows == []


def test_one_that_waits_for_the_vault_opens_with_it(composers: Composers, link: ScriptedLink, sealed: DraftId) -> None:
    composers.restore_drafts()
    link.deliver(events.Failed(sent(link, commands.OpenDraft)[-1].request_id, Problem(ProblemKind.VAULT_LOCKED)))
    assert composers.windows == []
    link.deliver(events.VaultOpened())
    tell_draft(link, WORDS)
    (composer,) = composers.windows
    assert composer.fields.subject.text() == "Hidden"
    link.deliver(events.VaultOpened())
    assert len(sent(link, commands.OpenDraft)) == 2


def test_its_pictures_and_files_come_through_the_engine(
    composers: Composers, link: ScriptedLink, sealed: DraftId
) -> None:
    path = str(link.profile.draft_file(sealed, b"report"))
    file = DraftFile("report.pdf", "application/pdf", path=path, size=6)
    composers.restore_drafts()
    tell_draft(link, msgspec.structs.replace(WORDS, files=(file,)))
    (asked,) = sent(link, commands.OpenDraftFile)
    assert asked.path == path
    link.deliver(events.ClearPiece(asked.request_id, b"rep"))
    link.deliver(events.ClearPiece(asked.request_id, b"ort"))
    link.deliver(events.Finished(asked.request_id))
    (composer,) = composers.windows
    assert [one.data for one in composer.files.files()] == [b"report"]


def test_what_is_attached_to_it_is_kept_sealed(composer: ComposerPane, link: ScriptedLink) -> None:
    type_letter(composer)
    tell_plan(composer, link, {"jun@example.org": READY})
    composer.bottom.protection.encrypt.click()
    composer.attach([DraftFile("x.bin", "application/octet-stream", data=b"x" * 100)])
    composer.keeper.save_now()
    link.acknowledge_all()
    (kept,) = sent(link, commands.KeepDraftFile)
    assert kept.sealed
    path = link.profile.draft_file(composer.draft_id, kept.data, kept.salt)
    assert path != link.profile.draft_file(composer.draft_id, kept.data), "its name would confirm a guess"
    link.acknowledge_all()
    composer.keeper.save_now()
    saved = msgspec.msgpack.decode(sent(link, commands.SaveDraft)[-1].content, type=DraftContent)
    assert [file.path for file in saved.files] == [str(path)]


def test_earlier_versions_come_from_the_engine(
    composers: Composers, composer: ComposerPane, link: ScriptedLink, sample: Sample
) -> None:
    def keep(tx: Transaction) -> None:
        drafts.save(tx, composer.draft_id, sample.account_id, b"s", subject="", recipients="", now=5.0, sealed=True)
        draft_revisions.add(tx, composer.draft_id, b"a seal", 1.0, sealed=True)
        draft_revisions.add(tx, composer.draft_id, b"another", 9.0, sealed=True)

    change(sample.path, keep)
    composer.show_versions()
    (window,) = composer.findChildren(VersionsWindow)
    first, second = sent(link, commands.OpenDraft)
    assert (first.revision, second.revision) != (None, None)
    link.deliver(events.Failed(first.request_id, Problem(ProblemKind.DRAFT_UNREADABLE)))
    link.deliver(events.Finished(second.request_id, draft=msgspec.msgpack.encode(WORDS)))
    assert window.list.count() == 1
    assert "a secret" in window.preview.toPlainText()


def test_the_drafts_folder_names_it_neutrally(desk: Desk, sealed: DraftId) -> None:
    desk.window.show_folder(desk.window.reader.folder(desk.sample.folders["Drafts"]))
    (button,) = desk.session.kept_here.buttons
    assert button.text().strip().startswith("Encrypted draft · ")
    button.click()
    tell_draft(desk.link, WORDS)
    (composer,) = desk.session.composers.windows
    assert composer.fields.subject.text() == "Hidden"
    composer.go()
