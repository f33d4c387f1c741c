"""Special mail on the command line: answering an invitation and leaving a list, through real servers."""

from mailclient.mime.reader import read
from tests.end_to_end.test_command_line import CommandLine, arguments_of, line
from tests.engine.special_letters import invitation, newsletter
from tests.servers.dovecot import Dovecot, MailUser
from tests.servers.postfix import Postfix

__all__ = ["line"]


def with_letter(
    line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser, letter: bytes
) -> tuple[CommandLine, str]:
    """An account that has this letter, and the letter's id."""
    dovecot.deliver(mail_user, letter)
    line.json(*arguments_of(dovecot, postfix, mail_user), stdin=f"{mail_user.password}\n")
    line.json("sync")
    (row,) = line.rows("inbox")
    return line, str(row["id"])


def test_an_invitation_is_answered(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    bob = dovecot.add_user("bob")
    account, letter = with_letter(line, dovecot, postfix, mail_user, invitation(bob.name, mail_user.name))
    answered = account.json("answer-invitation", letter, "accept", "--comment", "기꺼이")
    assert (answered["state"], answered["answer"], answered["organizer"]) == ("done", "accepted", bob.name)
    assert answered["meeting"] == "Plan, new; 회의"
    account.wait_for(lambda: len(dovecot.messages(bob)) == 1)
    parsed = read(dovecot.messages(bob)[0])
    assert parsed.root.children[1].parameters["method"] == "REPLY"
    assert b"PARTSTAT=ACCEPTED" in b"".join(parsed.content(parsed.root.children[1].path).split(b"\r\n "))
    # what is shown of it says so from now on
    (shown,) = account.json("show", letter, "--json")["special"]["invitations"]
    assert shown["summary"] == "Plan, new; 회의"


def test_a_list_is_left(line: CommandLine, dovecot: Dovecot, postfix: Postfix, mail_user: MailUser) -> None:
    bob = dovecot.add_user("bob")
    account, letter = with_letter(line, dovecot, postfix, mail_user, newsletter(mail_user.name, bob.name))
    assert account.run("answer-invitation", letter, "decline", code=1) == ""
    assert account.said.strip()
    page = account.json("unsubscribe", letter, "--by", "web")
    assert (page["state"], page["url"]) == ("open", "https://news.shop.org/leave?who=7")
    left = account.json("unsubscribe", letter, "--by", "mail")
    assert (left["way"], left["state"]) == ("mail", "done")
    account.wait_for(lambda: len(dovecot.messages(bob)) == 1)
    assert read(dovecot.messages(bob)[0]).envelope.subject == "leave me"
