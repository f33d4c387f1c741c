"""Header fields inside the protected part: RFC 9788 and the older form, and their copies for old programs."""

from mailclient.mime.display import message_body
from mailclient.mime.protection.clear_message import clear_message
from mailclient.mime.protection.layer import Wrapper, entity_of
from mailclient.mime.protection.protected import ShownHeader, outer_header, shown_header
from mailclient.mime.reader import read
from mailclient.mime.scanner import scan

OUTER = (
    "Received: from somewhere\r\nFrom: Anna <anna@example.org>\r\nTo: bob@example.org\r\nSubject: [...]\r\n"
    "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary=x\r\n\r\n"
)
CIPHER = (
    'Content-Type: text/plain; charset=utf-8; hp="cipher"\r\nSubject: The secret\r\n plan\r\n'
    "From: Anna <anna@example.org>\r\nTo: bob@example.org\r\nMessage-ID: <1@example.org>\r\n"
    "HP-Outer: Subject: [...]\r\nHP-Outer: From: Anna <anna@example.org>\r\nHP-Outer: To: bob@example.org\r\n"
    "HP-Outer: Message-ID: <1@example.org>\r\n\r\nHello"
)


def header(inner: str, outer: str = OUTER, *, encrypted: bool = True) -> ShownHeader:
    return shown_header(scan(outer.encode()).root, entity_of(inner.encode()), encrypted=encrypted)


def shown(inner: str, outer: str = OUTER) -> tuple[str, str]:
    clear = clear_message(header(inner, outer), inner.encode(), None)
    message = read(clear)
    return message.envelope.subject, message_body(message).text


def test_the_inner_subject_is_shown_and_said_to_be_hidden() -> None:
    found = header(CIPHER)
    assert (found.hidden, found.changed) == (("subject",), ())
    assert shown(CIPHER) == ("The secret plan", "Hello")


def test_a_field_that_was_changed_outside_is_told() -> None:
    found = header(CIPHER, OUTER.replace("[...]", "You are fired"))
    assert found.hidden == ("subject",)
    assert found.changed == ("subject",)
    assert shown(CIPHER, OUTER.replace("[...]", "You are fired"))[0] == "The secret plan"


def test_a_field_that_was_put_outside_is_dropped_and_told() -> None:
    found = header(CIPHER, OUTER.replace("Subject", "Reply-To: eve@example.org\r\nSubject"))
    assert found.changed == ("reply-to",)
    assert all(field.name != "reply-to" for field in found.fields)
    assert any(field.name == "received" for field in found.fields)


def test_another_sender_inside_is_told_and_not_shown() -> None:
    found = header(CIPHER.replace("From: Anna <anna@", "From: Anna <boss@"))
    assert "from" in found.changed
    assert [field.value for field in found.fields if field.name == "from"] == [b"Anna <anna@example.org>"]


def test_signed_fields_that_were_changed_are_told() -> None:
    inner = (
        'Content-Type: text/plain; hp="clear"\r\nSubject: Yes\r\nFrom: anna@example.org\r\nTo: bob@example.org\r\n\r\nx'
    )
    found = header(inner, OUTER.replace("[...]", "No"), encrypted=False)
    assert (found.hidden, found.changed) == ((), ("subject",))


def test_the_older_form_replaces_what_it_has() -> None:
    inner = 'Content-Type: text/plain; protected-headers="v1"\r\nSubject: Secret\r\n\r\nHello'
    assert header(inner).hidden == ("subject",)
    assert shown(inner) == ("Secret", "Hello")
    assert any(field.name == "to" for field in header(inner).fields)


def test_fields_without_the_parameter_count_for_nothing() -> None:
    inner = "Content-Type: text/plain\r\nSubject: Secret\r\nFrom: boss@example.org\r\n\r\nHello"
    assert header(inner).fields == outer_header(scan(OUTER.encode()).root).fields
    assert shown(inner) == ("[...]", "Hello")
    nested = f"Content-Type: multipart/mixed; boundary=n\r\n\r\n--n\r\n{CIPHER}\r\n--n--\r\n"
    assert shown(nested)[0] == "[...]"


def test_legacy_lines_are_not_shown() -> None:
    inner = CIPHER.replace('hp="cipher"', 'hp="cipher"; hp-legacy-display="1"')
    assert shown(inner.replace("Hello", "Subject: The secret plan\r\n\r\nHello")) == ("The secret plan", "Hello")
    kept = inner.replace("Hello", "Dear Bob,\r\n\r\nHello")
    assert shown(kept)[1] == "Dear Bob,\n\nHello"
    unmarked = CIPHER.replace("Hello", "Subject: The secret plan\r\n\r\nHello")
    assert shown(unmarked)[1].startswith("Subject:")


def test_a_legacy_div_is_not_shown() -> None:
    html = (
        '<html><body><div class="header-protection-legacy-display"><pre>Subject: The secret plan</pre>'
        "<div>x</div></div><p>Hello</p></body></html>"
    )
    inner = CIPHER.replace("text/plain", "text/html").replace('"cipher"', '"cipher"; hp-legacy-display=1')
    assert shown(inner.replace("Hello", html))[1].strip() == "Hello"


def test_the_legacy_part_of_the_older_form_is_not_shown() -> None:
    def inner(legacy: str) -> str:
        return (
            'Content-Type: multipart/mixed; boundary=n; protected-headers="v1"\r\nSubject: Secret\r\n\r\n'
            f'--n\r\nContent-Type: text/plain; protected-headers="v1"\r\n\r\n{legacy}\r\n'
            "--n\r\nContent-Type: text/plain\r\n\r\nHello\r\n--n--\r\n"
        )

    assert shown(inner("Subject: Secret")) == ("Secret", "Hello")
    assert "fired" in shown(inner("You are fired"))[1]


def test_what_stands_beside_is_shown_after_it() -> None:
    wrapper = Wrapper((b"Content-Type: text/plain\r\n\r\nlist footer",))
    clear = clear_message(header(CIPHER), CIPHER.encode(), wrapper)
    assert [part.media_type for part in read(clear).root.leaves()] == ["text/plain", "text/plain"]
    assert message_body(read(clear)).text.split() == ["Hello", "list", "footer"]
