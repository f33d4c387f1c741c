"""The options of verbs that write mail: ``--sign``, ``--encrypt``, ``--system``."""

import argparse

from mailclient.language import tr
from mailclient.mail.protection import System


def declare_protection(parser: argparse.ArgumentParser) -> None:
    """``options.sign``, ``options.encrypt``, ``options.system`` ("": choose)."""
    parser.add_argument("--sign", action="store_true", help=tr("sign it; without a key for that it is not sent"))
    parser.add_argument(
        "--encrypt", action="store_true", help=tr("encrypt it; without keys of all recipients it is not sent")
    )
    parser.add_argument(
        "--system",
        choices=[system.value for system in System],
        default="",
        help=tr("how to sign and encrypt; without it, by what works for all recipients"),
    )
