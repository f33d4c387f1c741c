"""Armoured text within other text: what is encrypted, or signed, stands for itself and is not mixed into an answer.

A stranger may put somebody's encrypted words between his own and wait for an answer that quotes them decrypted. So of
a text with armour in it only the words in the clear before the first armour are quoted (RFC 9580 section 6.2).
"""

import re

from mailclient.mime.quoting.tree import Element
from mailclient.mime.quoting.writing import Seen

_ARMOUR = re.compile(r"-----\s?BEGIN (?:PGP (?:SIGNED )?MESSAGE|PKCS7|CMS|ENCRYPTED [A-Z ]{3,20})\s?-----")
_SIGNED = "SIGNED"
_SIGNATURE = re.compile(r"-----\s?BEGIN PGP SIGNATURE\s?-----.*?(?:-----\s?END PGP SIGNATURE\s?-----|\Z)", re.DOTALL)
_HASHES = re.compile(r"\A\s*(?:Hash:[^\n]*\n)*\s*\n?")


def has_sealed(text: str) -> bool:
    """Whether encrypted or signed armour stands in it."""
    return _ARMOUR.search(text) is not None


def clear_text(text: str) -> str:
    """The part of a plain text that may be quoted.

    What is signed as a whole is quoted without its armour; of what has other text around armour, only what stands
    before it.
    """
    found = _ARMOUR.search(text)
    if found is None:
        return text
    before = text[: found.start()]
    if _SIGNED in found[0] and not before.strip():
        signed = _HASHES.sub("", text[found.end() :], count=1)
        signature = _SIGNATURE.search(signed)
        if signature is not None and not signed[signature.end() :].strip() and not has_sealed(signed):
            return re.sub(r"(?m)^- ", "", signed[: signature.start()]).rstrip("\n")
        return ""
    return before.rstrip()


def without_sealed(seen: dict[Element, Seen]) -> bool:
    """Quote nothing of HTML from where armour begins; whether there was any."""
    found = next((element for element in seen if _holds(element)), None)
    if found is None:
        return False
    beyond = False
    for element, sight in seen.items():
        beyond = beyond or element is found
        if beyond:
            sight.text = sight.boxes = sight.tails = False
    return True


def _holds(element: Element) -> bool:
    texts = (element.text or "", *(child.tail or "" for child in element))
    return any(has_sealed(text) for text in texts)
