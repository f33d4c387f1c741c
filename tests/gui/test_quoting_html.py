"""What an answer or a forward takes of HTML: words and links, nothing that loads."""

import pytest
from pytestqt.qtbot import QtBot

from mailclient.gui.composer.answer import answer_to
from mailclient.gui.composer.editor import BodyEditor
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.mail.body import Body
from mailclient.mime.html.sanitise import sanitise
from mailclient.store.reader import Reader
from tests.gui import letters
from tests.gui.sample_store import Sample

HTML = """<style>@import url(https://x.org/a.css); td{background:url(https://x.org/b.png)}</style>
<link rel=stylesheet href=https://x.org/c.css><body background=https://x.org/d.png>
<p>words <a href=https://x.org/page>link</a><img src=https://x.org/e.png alt=picture></p>
<table background=https://x.org/f.png><tr><td style="background:url(https://x.org/g.png)">cell</td></tr></table>"""


@pytest.mark.parametrize("kind", [ReplyKind.REPLY, ReplyKind.REPLY_ALL, ReplyKind.FORWARD])
def test_an_answer_loads_nothing(qtbot: QtBot, sample: Sample, kind: ReplyKind) -> None:
    clean = sanitise(HTML)
    body = Body("x", clean.html, remote=clean.remote)
    message = Reader(sample.path).message(letters.put(sample, body))
    assert message
    draft = answer_to(message, body, kind, from_="alice@work.example", own=["alice@work.example"], zone=None).draft
    editor = BodyEditor()
    qtbot.addWidget(editor)
    editor.fill_html(draft.html)
    sent = editor.html()
    assert "words" in sent
    assert "cell" in sent
    assert 'href="https://x.org/page"' in sent
    for gone in ("remote:", "<img", "<link", "<style", "url(", "background", "x.org/a", "x.org/e"):
        assert gone not in sent
