"""Hostile encrypted mail, decrypted for real: in the rendered view nothing calls home, and no answer leaks a text.

The messages are those of EFAIL and of covert content in the corpus, opened with the keys published beside them. What
the window would show of each (as it is stored, as it was opened, each encrypted part in its own window) is rendered in
a network where every name leads to listeners; and an answer to each is begun as the composer begins it.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest

from mailclient.engine.protection.opening import Opening
from mailclient.gui.composer.answer import answer_to, written_anew
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.gui.message_view.attached_message import AttachedMessage
from mailclient.gui.message_view.attached_reading import ATTACHED
from mailclient.gui.message_view.printing import paper
from mailclient.gui.protection.clear_message import ClearMessage, clear_message
from mailclient.gui.protection.notes import encrypted_parts
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.corpus_keys import corpus_keys
from tests.gui.leaks.test_leaks import joined, quiet
from tests.gui.leaks.watched import Browser, watch

SETS = ("efail-derived", "covert-content", "e2ee-mitigation-ccs20")
SECRETS = ("SECRET-7f3a91", "ENCRYPTED MESSAGE", "Secret MESSAGE")
BEACON = "efail.invalid"
NOW = 1_795_000_000.0


@dataclass(slots=True)
class Mail:
    """``main``: what the pane shows; ``apart``: what windows of its encrypted parts show."""

    name: str
    main: ClearMessage
    is_secret: bool
    apart: list[ClearMessage] = field(default_factory=list)

    @property
    def documents(self) -> list[str]:
        return [page(one) for one in (self.main, *self.apart)]

    def answer(self, kind: ReplyKind) -> str:
        """The HTML that an answer begins with."""
        message = AttachedMessage(Path("nowhere"), self.main, ATTACHED).message(ATTACHED)
        assert message is not None
        if kind is ReplyKind.EDIT_AS_NEW:
            anew = written_anew(message, self.main.body, from_="me@example.org").draft
            return anew.html + anew.text
        answer = answer_to(message, self.main.body, kind, from_="me@example.org", own=(), zone=None)
        return answer.draft.html


def page(clear: ClearMessage) -> str:
    return clear.body.html or f"<pre>{escape(clear.body.text)}</pre>"


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def mails(corpus: Path) -> Iterator[list[Mail]]:
    """Each opened as the window has it opened by the engine."""
    with corpus_keys([corpus / name / "keys" for name in SETS[:2]]) as keys:

        async def opened() -> list[Mail]:
            opening = Opening(keys)
            return [
                await look(opening, path.relative_to(corpus).as_posix(), path.read_bytes())
                for name in SETS
                for path in sorted((corpus / name).rglob("*.eml"))
            ]

        yield asyncio.run(opened())


async def look(opening: Opening, name: str, data: bytes) -> Mail:
    """Only the root is opened by itself; parts are opened apart."""
    parsed = read(data)
    stored = message_body(parsed)
    clear = None
    if stored.cover is not None:
        clear = (await opening.open(data, at=NOW)).clear
    mail = Mail(name, clear_message(clear or data), clear is not None and bool(stored.cover and stored.cover.encrypted))
    if clear is None:
        for path in encrypted_parts(parsed.root, stored):
            part = (await opening.open(data, at=NOW, path=path)).clear
            if part is not None:
                mail.apart.append(clear_message(part))
    return mail


def test_secrets_are_really_decrypted(mails: list[Mail]) -> None:
    """Else all that follows proves nothing."""
    efail = [mail for mail in mails if mail.name.startswith("efail")]
    controls = [mail for mail in efail if "control" in mail.name and not mail.name.endswith(".p12")]
    assert controls
    assert all(secrets_in(page(mail.main)) for mail in controls if mail.is_secret)
    assert sum(bool(secrets_in(" ".join(mail.documents))) for mail in mails) >= 20


def test_nothing_calls_home(mails: list[Mail], tmp_path: Path) -> None:
    documents = joined([document for mail in mails for document in mail.documents])
    seen = watch(documents, Browser.READER, tmp_path)
    assert quiet(seen), seen
    assert seen.loaded == len(documents)


def test_paper_calls_nobody_either(mails: list[Mail], tmp_path: Path) -> None:
    efail = [one for mail in mails if mail.name.startswith("efail") for one in (mail.main, *mail.apart)]
    pages = joined([paper(one.parsed.envelope, one.body) for one in efail])
    seen = watch(pages, Browser.READER, tmp_path)
    assert quiet(seen), seen
    assert seen.loaded == len(pages)


def test_no_secret_stands_where_somebody_else_can_draw_it_out(mails: list[Mail]) -> None:
    mixed = [
        mail.name
        for mail in mails
        for document in mail.documents
        if mail.name.startswith("efail") and secrets_in(document) and BEACON in document
    ]
    assert mixed == []


@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.REPLY_ALL, ReplyKind.FORWARD, ReplyKind.EDIT_AS_NEW])
def test_no_answer_takes_a_secret_that_was_not_the_message_itself(mails: list[Mail], kind: ReplyKind) -> None:
    """An answer to a message that came encrypted is encrypted; any other holds nothing that was encrypted."""
    leaks = [mail.name for mail in mails if not mail.is_secret and secrets_in(mail.answer(kind))]
    assert leaks == []
