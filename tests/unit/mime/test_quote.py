"""Answers and forwards."""

from pathlib import Path

import pytest

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mime.envelope import parse_envelope
from mailclient.mime.quote import (
    REFERENCE_LIMIT,
    Recipients,
    Wishes,
    forward_subject,
    reply_ids,
    reply_recipients,
    reply_subject,
    wishes_of,
)

ANN, BOB, CAROL = (Address(name, f"{name.lower()}@example.org") for name in ("Ann", "Bob", "Carol"))
ME = Address("Me", "me@example.org")
OWN = ["ME@example.org"]


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Hello", "Re: Hello"),
        ("Re: Hello", "Re: Hello"),
        ("RE: re: Re[3]: Hello", "Re: Hello"),
        ("AW: Hallo", "Re: Hallo"),
        ("답장: 안녕", "Re: 안녕"),
        ("회신 : RE: 안녕", "Re: 안녕"),
        ("Fwd: Hello", "Re: Fwd: Hello"),
        ("Regarding: x", "Re: Regarding: x"),
        ("R: how to plot", "Re: R: how to plot"),
        ("Ref: order 7", "Re: Ref: order 7"),
        ("", "Re: "),
    ],
)
def test_subject_of_an_answer(subject: str, reply: str) -> None:
    assert reply_subject(subject) == reply


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("Hello", "Fwd: Hello"),
        ("FW: Hello", "Fwd: Hello"),
        ("전달: 안녕", "Fwd: 안녕"),
        ("Re: Hello", "Fwd: Re: Hello"),
    ],
)
def test_subject_of_a_forward(subject: str, forward: str) -> None:
    assert forward_subject(subject) == forward


def test_an_answer_goes_to_the_sender() -> None:
    envelope = Envelope(from_=(ANN,), to=(ME, BOB), cc=(CAROL,))
    assert reply_recipients(envelope, OWN, everyone=False) == Recipients((ANN,))
    assert reply_recipients(envelope, OWN, everyone=True) == Recipients((ANN,), (BOB, CAROL))


def test_reply_to_comes_first() -> None:
    envelope = Envelope(from_=(ANN,), reply_to=(BOB,), to=(ME,), cc=(BOB, CAROL, CAROL))
    assert reply_recipients(envelope, OWN, everyone=False) == Recipients((BOB,))
    assert reply_recipients(envelope, OWN, everyone=True) == Recipients((BOB,), (CAROL,))


def test_an_answer_to_oneself_goes_on() -> None:
    envelope = Envelope(from_=(ME,), to=(ANN,), cc=(BOB, ME))
    assert reply_recipients(envelope, OWN, everyone=False) == Recipients((ANN,))
    assert reply_recipients(envelope, OWN, everyone=True) == Recipients((ANN,), (BOB,))
    assert reply_recipients(Envelope(from_=(ME,), to=(ME,)), OWN, everyone=True) == Recipients((ME,))


def test_mail_between_two_of_ones_own_accounts_is_answered_to_the_other() -> None:
    other = Address("Me at home", "me@home.example")
    own = [ME.address, other.address]
    mail = Envelope(from_=(ME,), to=(other,))
    for everyone in (False, True):
        assert reply_recipients(mail, own, everyone=everyone, answering=other.address) == Recipients((ME,))
        assert reply_recipients(mail, own, everyone=everyone, answering=ME.address) == Recipients((other,))
    mail = Envelope(from_=(ME,), to=(other, ANN))
    assert reply_recipients(mail, own, everyone=True, answering=other.address) == Recipients((ME,), (ANN,))
    assert reply_recipients(mail, own, everyone=False, answering=ME.address) == Recipients((ANN,))


def test_nobody_is_named_who_has_no_address() -> None:
    assert reply_recipients(Envelope(from_=(Address("x", ""),)), OWN, everyone=True) == Recipients(())


def test_ids_of_an_answer() -> None:
    assert reply_ids(Envelope(message_id="c@x", references=("a@x", "b@x"))) == (("c@x",), ("a@x", "b@x", "c@x"))
    assert reply_ids(Envelope(message_id="c@x", in_reply_to=("b@x",))) == (("c@x",), ("b@x", "c@x"))
    assert reply_ids(Envelope(message_id="c@x", in_reply_to=("a@x", "b@x"))) == (("c@x",), ("c@x",))
    assert reply_ids(Envelope()) == ((), ())


def test_a_long_thread_keeps_its_root() -> None:
    envelope = Envelope(message_id="last@x", references=tuple(f"{number}@x" for number in range(100)))
    _, references = reply_ids(envelope)
    assert len(references) == REFERENCE_LIMIT
    assert (references[0], references[-2:]) == ("0@x", ("99@x", "last@x"))


LIST = Address("", "list@example.org")


def test_a_reply_to_that_the_list_wrote_is_no_wish_of_the_author() -> None:
    envelope = Envelope(from_=(ANN,), reply_to=(LIST,), to=(LIST,), cc=(BOB,))
    wishes = Wishes(list_post=(LIST,))
    assert reply_recipients(envelope, OWN, everyone=False, wishes=wishes) == Recipients((ANN,))
    assert reply_recipients(envelope, OWN, everyone=True, wishes=wishes) == Recipients((ANN,), (LIST, BOB))
    own_wish = Envelope(from_=(ANN,), reply_to=(CAROL, LIST), to=(LIST,))
    assert reply_recipients(own_wish, OWN, everyone=False, wishes=wishes) == Recipients((CAROL, LIST))


def test_wishes_of_list_readers() -> None:
    header = b"Mail-Followup-To: list@example.org, me@example.org\r\nMail-Reply-To: Carol <carol@example.org>\r\n"
    wishes = wishes_of(header, "list@example.org")
    envelope = Envelope(from_=(ANN,), to=(LIST,))
    assert reply_recipients(envelope, OWN, everyone=True, wishes=wishes) == Recipients((LIST,))
    assert reply_recipients(envelope, OWN, everyone=False, wishes=wishes) == Recipients((CAROL,))
    assert wishes_of(header + header).followup_to == (), "twice: nobody knows which"
    assert wishes_of(b"Mail-Reply-To: nobody\r\n").reply_to == ()


def test_plus_addresses_are_ones_own() -> None:
    plus = Address("", "me+shop@example.org")
    envelope = Envelope(from_=(ANN,), to=(plus, BOB))
    assert reply_recipients(envelope, OWN, everyone=True) == Recipients((ANN,), (BOB,))
    assert reply_recipients(Envelope(from_=(plus,), to=(BOB,)), OWN, everyone=False) == Recipients((BOB,))


def test_several_in_reply_to_and_nobody_in_from() -> None:
    assert reply_recipients(Envelope(from_=(ANN,), reply_to=(BOB, CAROL, BOB)), OWN, everyone=False).to == (BOB, CAROL)
    assert reply_recipients(Envelope(sender=(ANN,), to=(ME,)), OWN, everyone=True).to == (ANN,)
    hidden = parse_envelope(
        b"From: ann@example.org\r\nTo: undisclosed-recipients:;\r\nCc: friends: bob@example.org;\r\n"
    )
    found = reply_recipients(hidden, OWN, everyone=True)
    assert [one.address for one in (*found.to, *found.cc)] == ["ann@example.org", "bob@example.org"]


def test_five_hundred_people() -> None:
    many = tuple(Address("", f"p{number}@example.org") for number in range(500))
    found = reply_recipients(Envelope(from_=(ANN,), to=many, cc=many), OWN, everyone=True)
    assert len(found.cc) == 500


def test_damaged_ids_are_left_out() -> None:
    envelope = Envelope(message_id="a@b", references=("x@y", "x@y", "two words", "l@ng" + "x" * 2_000, "a@b"))
    assert reply_ids(envelope) == (("a@b",), ("x@y", "a@b"))
    assert reply_ids(Envelope(message_id="a b", references=("x@y",))) == ((), ("x@y",))


MATRIX = Path(__file__).parents[4] / "shared" / "corpus" / "e2ee-mitigation-ccs20" / "reply-behavior" / "tests"


def test_no_other_field_names_a_recipient() -> None:
    """The matrix of headers with an address in each of hundreds of fields, each twice."""
    if not MATRIX.is_dir():
        pytest.skip("the corpus of headers is not beside the checkout")
    answering = ("from", "sender", "reply-to", "to", "cc", "mail-reply-to", "mail-followup-to")
    for path in MATRIX.rglob("*.eml"):
        data = path.read_bytes()
        header = data.partition(b"\n\n")[0] + b"\n"
        for everyone in (False, True):
            found = reply_recipients(parse_envelope(header), OWN, everyone=everyone, wishes=wishes_of(header))
            for one in (*found.to, *found.cc):
                field = one.address.partition("+")[2].rpartition("@")[0].rpartition("-")[0]
                assert field in answering, (path.name, one)


@pytest.mark.parametrize("prefix", ["RES:", "Rif:", "YNT:", "ΑΠ:", "Отв:", "תשובה:", "Re：", "SV: Re:"])
def test_beginnings_of_many_languages(prefix: str) -> None:
    assert reply_subject(f"{prefix} Hello") == "Re: Hello"
