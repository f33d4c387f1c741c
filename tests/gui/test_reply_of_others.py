"""What is quoted of messages whose quotes are known from KMail (its template parser's expectations)."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from mailclient.gui.composer.answer import answer_to, written_anew
from mailclient.gui.composer.reply_kind import ReplyKind
from mailclient.mime.display import message_body
from mailclient.mime.plain import from_clean_html
from mailclient.mime.reader import read
from mailclient.store.reader import Reader
from mailclient.store.rows import StoredMessage
from tests.gui import letters
from tests.gui.sample_store import Sample

CORPUS = Path(__file__).parents[3] / "shared/corpus/kde-messagelib/templateparser/autotests/data"
SEALED = (b"BEGIN PGP MESSAGE", b"multipart/encrypted", b"application/pkcs7-mime", b"application/x-pkcs7-mime")


@pytest.fixture
def some_row(sample: Sample) -> StoredMessage:
    """A message of which only the row's id counts."""
    message = Reader(sample.path).message(letters.put(sample, None))
    assert message
    return message


def words_of(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in line.lstrip("> ").split()]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the outside samples are not here")
def test_the_words_that_kmail_quotes_are_quoted(some_row: StoredMessage) -> None:
    expectations = sorted(CORPUS.glob("*.plain.reply"))
    assert expectations
    for expectation in expectations:
        data = expectation.with_suffix("").with_suffix("").read_bytes()
        expected = words_of(expectation.read_text())
        parsed = read(data)
        message, body = replace(some_row, envelope=parsed.envelope), message_body(parsed)
        own = [one.address for one in parsed.envelope.to]
        answer = answer_to(message, body, ReplyKind.REPLY, from_=own[0], own=own, zone=UTC).draft
        quoted = words_of(from_clean_html(answer.html.partition("<blockquote")[2].partition(">")[2]))
        if any(mark in data for mark in SEALED):
            # KMail has the key in this test and quotes the secret text; we quote only what stood in the clear before it
            assert not set(expected) & set(quoted), expectation.name
            continue
        signature = expected.index("--") if "--" in expected else len(expected)
        assert quoted == expected[:signature], expectation.name
        whole = written_anew(message, body, from_=own[0]).draft
        assert words_of(whole.text or from_clean_html(whole.html)) == expected, expectation.name
