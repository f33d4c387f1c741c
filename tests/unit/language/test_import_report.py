"""Everything that an import tells is a sentence."""

import pytest

from mailclient.language.import_report import note_sentence
from mailclient.mail.import_report import ImportNote, NoteKind


@pytest.mark.parametrize("kind", NoteKind)
def test_each_kind_has_a_sentence_of_its_own(kind: NoteKind) -> None:
    said = note_sentence(ImportNote(kind, "this one", "detail"))
    assert said.endswith(".")
    assert ("this one" in said) == (kind is not NoteKind.PASSWORDS_STAY)
    assert [other for other in NoteKind if note_sentence(ImportNote(other, "this one")) == said] == [kind]
