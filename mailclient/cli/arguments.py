"""Arguments that several verbs take."""

import argparse
from typing import Any, Protocol

from mailclient.language import tr


class Verbs(Protocol):
    """What argparse gives to add verbs to."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser:
        """A parser for the verb ``name``."""
        ...


def add_verb(verbs: Verbs, name: str, description: str) -> argparse.ArgumentParser:
    """A verb with its one-line description."""
    return verbs.add_parser(name, help=description, description=description, allow_abbrev=False)


LARGEST = 2**63 - 1
"""What the mail file can count to."""
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def add_account(parser: argparse.ArgumentParser) -> None:
    """``--account A``: one account only."""
    parser.add_argument("--account", metavar="EMAIL", help=tr("the account, by its address"))


def add_folder(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """``--folder F``: one folder only."""
    parser.add_argument(
        "--folder",
        metavar="FOLDER",
        required=required,
        help=tr("the folder, by its path or role (inbox, sent, drafts, archive, junk, trash)"),
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``: for programs instead of people."""
    parser.add_argument("--json", action="store_true", help=tr("answer in JSON"))


def add_ids(parser: argparse.ArgumentParser) -> None:
    """``ID…``: messages."""
    parser.add_argument(
        "ids", metavar="ID", type=_id, nargs="+", help=tr("messages, by the ids that list and search tell")
    )


def positive(text: str) -> int:
    """A count of one or more."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(tr("must be 1 or more"))
    return min(value, LARGEST)


def size(text: str) -> int:
    """``500K``, ``20M``: bytes."""
    digits = text.upper().removesuffix("B").rstrip("KMG")
    unit = text.upper().removesuffix("B")[len(digits) :]
    if not digits.isdecimal() or unit not in _UNITS or int(digits) < 1:
        raise argparse.ArgumentTypeError(tr("must be a size such as 500K or 20M"))
    return int(digits) * _UNITS[unit]


def _id(text: str) -> int:
    """One that is larger than any is that of no message."""
    return min(int(text), LARGEST)
