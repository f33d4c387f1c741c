"""Contact cards: 2.1 in quoted-printable, 3.0, 4.0, and what is broken."""

from mailclient.mail.contact_card import CardEntry
from mailclient.mail.ids import PartPath
from mailclient.mime.special.vcard import cards_of

HERE = PartPath("2")


def test_version_2_1_in_quoted_printable_with_soft_breaks() -> None:
    (card,) = cards_of(
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=EA=B9=80=\n=EB=AF=BC=EC=A7=80\n"
        "TEL;CELL;VOICE:+82 10 1234\nEMAIL;INTERNET:minji@example.org\nEND:VCARD\n",
        HERE,
    )
    assert card.name == "김민지"
    assert card.phones == (CardEntry("+82 10 1234", "mobile"),)
    assert card.emails == (CardEntry("minji@example.org"),)


def test_version_3_with_groups_and_labels() -> None:
    (card,) = cards_of(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Byron;Ada;;Countess;\r\nORG:Engines\\, Ltd;Research\r\n"
        "item1.EMAIL;type=pref:ada@exam\r\n ple.org\r\nitem1.X-ABLabel:_$!<Work>!$_\r\n"
        "ADR;TYPE=home:;;12 Street;London;;W1;UK\r\nEND:VCARD\r\n",
        HERE,
    )
    assert (card.name, card.organization) == ("Countess Ada Byron", "Engines, Ltd · Research")
    assert card.emails == (CardEntry("ada@example.org", "work"),)
    assert card.addresses == (CardEntry("12 Street, London, W1, UK", "home"),)


def test_version_4_and_a_picture_inside() -> None:
    (card,) = cards_of(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nTEL;VALUE=uri;TYPE=work:tel:+1-555\nPHOTO:data:image/png;base64,iVBORw0KGgo=\n"
        "URL:javascript:alert(1)\nURL:https://ada.example\nEND:VCARD\n",
        HERE,
    )
    assert card.phones == (CardEntry("+1-555", "work"),)
    assert card.photo == b"\x89PNG\r\n\x1a\n"
    assert card.urls == (CardEntry("https://ada.example"),)


def test_a_picture_from_the_web_is_left_there() -> None:
    (card,) = cards_of("BEGIN:VCARD\nFN:Ada\nPHOTO;VALUE=uri:https://spy.example/a.png\nEND:VCARD\n", HERE)
    assert card.photo == b""


def test_a_picture_that_is_no_base64() -> None:
    (card,) = cards_of("BEGIN:VCARD\nFN:Ada\nPHOTO;ENCODING=b:iVBO\ufffdRw0\nEND:VCARD\n", HERE)
    assert card.name == "Ada"


def test_a_card_that_is_never_closed_and_lines_that_are_none() -> None:
    (card,) = cards_of("\ufeffBEGIN:VCARD\nFN:Ada\nrubbish\n:\n;;;\nEND:VEVENT\nEMAIL:ada@example.org", HERE)
    assert (card.name, len(card.emails)) == ("Ada", 1)


def test_a_card_without_anybody_is_none() -> None:
    assert cards_of("BEGIN:VCARD\nTEL:1\nEND:VCARD\n", HERE) == ()
