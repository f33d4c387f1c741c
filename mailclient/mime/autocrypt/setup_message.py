"""The Autocrypt Setup Message (4.4): one's own secret key, encrypted with a code that one copies by hand.

The message is sent to oneself. Its part application/autocrypt-setup is an HTML page that explains itself and holds the
key, armoured; what is encrypted in there is an armoured key again, whose header tells the preference.
"""

import html
import re
from dataclasses import dataclass

CONTENT_TYPE = "application/autocrypt-setup"
FORMAT = "numeric9x4"
DATA_LIMIT = 1024 * 1024
_BLOCK = re.compile(rb"-----BEGIN PGP MESSAGE-----.*?-----END PGP MESSAGE-----", re.DOTALL)
_KEY_BLOCK = re.compile(rb"-----BEGIN PGP PRIVATE KEY BLOCK-----.*?-----END PGP PRIVATE KEY BLOCK-----", re.DOTALL)
_PREFERENCE = re.compile(rb"^Autocrypt-Prefer-Encrypt:[ \t]*mutual\s*$", re.MULTILINE | re.IGNORECASE)
_BEGIN = re.compile(rb"^Passphrase-Begin:[ \t]*([0-9]{1,8})\s*$", re.MULTILINE | re.IGNORECASE)
_DIGITS = 36
_GROUP = 4


@dataclass(frozen=True, slots=True)
class SetupKey:
    """What was encrypted: an armoured secret key, without a passphrase of its own."""

    key: bytes
    prefers_encryption: bool

    def __repr__(self) -> str:
        return "SetupKey(…)"


def encrypted_block(data: bytes) -> bytes | None:
    """The armoured OpenPGP message out of the part's text; None where there is not exactly one."""
    found = _BLOCK.findall(data[:DATA_LIMIT].replace(b"\r\n", b"\n"))
    return found[0] + b"\n" if len(found) == 1 else None


def code_begins_with(block: bytes) -> str:
    """The first digits of the code, which the message tells so that the right one is looked for; "" for none."""
    found = _BEGIN.search(block)
    return found[1].decode() if found else ""


def normal_code(typed: str) -> str | None:
    """The code as it is used: nine groups of four digits with "-" between; None when it is no such code."""
    digits = "".join(char for char in typed if char.isascii() and char.isdigit())
    if len(digits) != _DIGITS:
        return None
    return "-".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def code_of(number: int) -> str:
    """The code that a random number below ``10 ** 36`` makes."""
    code = normal_code(f"{number:036d}")
    assert code is not None
    return code


def read_setup_key(clear: bytes) -> SetupKey | None:
    """What was decrypted; None where there is not exactly one secret key in it."""
    found = _KEY_BLOCK.findall(clear[:DATA_LIMIT].replace(b"\r\n", b"\n"))
    if len(found) != 1:
        return None
    head = found[0].partition(b"\n\n")[0]
    return SetupKey(found[0] + b"\n", _PREFERENCE.search(head) is not None)


def with_preference(armoured_key: bytes, *, prefers_encryption: bool) -> bytes:
    """What is to be encrypted: the key, with its preference among the armour's header lines."""
    said = b"Autocrypt-Prefer-Encrypt: " + (b"mutual" if prefers_encryption else b"nopreference")
    return _with_header(armoured_key, said)


def setup_page(block: bytes, code: str, explanation: str) -> str:
    """The text of the part: a page for whoever opens it with something that does not know it."""
    told = _with_header(block, f"Passphrase-Format: {FORMAT}".encode(), f"Passphrase-Begin: {code[:2]}".encode())
    text = told.decode("ascii").strip()
    return f"<html><body>\n<p>{html.escape(explanation)}</p>\n<pre>\n{text}\n</pre>\n</body></html>\n"


def _with_header(armoured: bytes, *lines: bytes) -> bytes:
    first, _, rest = armoured.replace(b"\r\n", b"\n").partition(b"\n")
    head, _, body = rest.partition(b"\n\n") if not rest.startswith(b"\n") else (b"", b"", rest[1:])
    kept = [line for line in head.split(b"\n") if line]
    return b"\n".join([first, *lines, *kept, b"", body])
