"""``account discover`` as a script uses it: what it answers is what ``account add`` takes."""

import json
from pathlib import Path

from mailclient.cli.server_url import read_server
from tests.end_to_end.command_line import run_command


def test_a_known_provider(tmp_path: Path) -> None:
    ran = run_command(tmp_path, "account", "discover", "kim@naver.com", "--json")
    imap, pop3 = json.loads(ran.out)
    assert (ran.code, imap["source"], imap["provider"], imap["confirm"]) == (0, "providers", "네이버", False)
    assert read_server(imap["imap"], "imap", "").host == "imap.naver.com"
    assert read_server(pop3["pop3"], "pop3", "").port == 995
    assert read_server(imap["smtp"], "smtp", "").user == "kim"
    assert "switch_on_imap" in imap["notes"]
    assert any("IMAP" in sentence for sentence in imap["text"])
    assert ran.said == "+ Looking at the list of known providers\n"


def test_in_words_with_the_command_that_adds_it(tmp_path: Path) -> None:
    ran = run_command(tmp_path, "account", "discover", "kim@outlook.com")
    assert ran.code == 0
    assert "mailclient account add --email kim@outlook.com --imap imaps://" in ran.out
    assert "--oauth microsoft" in ran.out, "a password would be refused"


def test_what_is_no_address(tmp_path: Path) -> None:
    ran = run_command(tmp_path, "account", "discover", "kim")
    assert (ran.code, ran.out) == (1, "")
    assert "kim is no mail address." in ran.said
