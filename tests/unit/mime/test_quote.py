"""Answers and forwards."""

import pytest

from mailclient.mail.address import Address
from mailclient.mail.message import Envelope
from mailclient.mime.quote import (
    REFERENCE_LIMIT,
    Recipients,
    forward_subject,
    reply_ids,
    reply_recipients,
    reply_subject,
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
