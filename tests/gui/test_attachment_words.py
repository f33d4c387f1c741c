"""Whether a text promises a file."""

import pytest

from mailclient.gui.composer.before_sending.attachment_words import says_attached


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached the report.",
        "See the attachments below",
        "I attach two photographs.",
        "The contract is enclosed.",
        "첨부 파일 확인 부탁드립니다.",
        "보고서를 첨부합니다",
        "붙임: 계획서 1부",
        "Im Anhang finden Sie die Rechnung.",
        "anbei die Unterlagen",
        "Die Liste finden Sie in der Anlage.",
        "Vous trouverez le document en pièce jointe.",
        "ci-joint le contrat",
        "Adjunto el informe.",
        "In allegato trovate la fattura",
        "Segue em anexo o relatório",
        "Zie de bijlage",
        "Jag bifogar filen",
        "Vedlagt følger avtalen. Se vedlegg.",
        "W załączeniu przesyłam fakturę",
        "Файл во вложении",
        "添付ファイルをご確認ください",
        "请查收附件",
    ],
)
def test_a_promise(text: str) -> None:
    assert says_attached(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "See you at the station",
        "There is no attachment this time",
        "Please answer without attachments",
        "I did not attach anything",
        "I am very attached to it",
        "첨부 파일 없이 보냅니다",
        "첨부하지 않았습니다",
        "ohne Anhang",
        "sans pièce jointe",
        "https://example.org/attachment/5",
        "write to attached@example.org",
        "Hello\n-- \nAlice, see the attached disclaimer",
        "Die Anlage läuft seit Montag wieder.",
        "ektek",
    ],
)
def test_no_promise(text: str) -> None:
    assert not says_attached(text)


def test_a_long_text_is_read_at_once() -> None:
    assert not says_attached("no " * 200_000)
    assert says_attached("no " * 200_000 + "\nsee attached")
