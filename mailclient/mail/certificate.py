"""The certificate that a server shows, as far as a person wants to know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Certificate:
    """``fingerprint``: SHA-256 of the whole certificate, 64 lower-case hexadecimal digits (see ``fingerprint_text``).

    ``subject`` and ``issuer`` are the readable parts of the names; ``names`` the hosts and addresses it is for.
    ``not_before`` and ``not_after`` in epoch seconds. All but the fingerprint is what the server claims.
    """

    fingerprint: str
    subject: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    not_before: int = 0
    not_after: int = 0

    @property
    def self_signed(self) -> bool:
        """It vouches for itself."""
        return self.subject == self.issuer


def read_fingerprint(text: str) -> str:
    """As people and programs write it ("AB:CD:…", "sha256:ab cd…") in our own form. ValueError when it is none."""
    digits = "".join(letter for letter in text.strip().lower().removeprefix("sha256:") if letter not in ": \t")
    if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
        raise ValueError(f"no SHA-256 fingerprint: {text}")
    return digits


def fingerprint_text(fingerprint: str) -> str:
    """As browsers and servers show it: "AB:CD:…"."""
    return ":".join(fingerprint[at : at + 2] for at in range(0, len(fingerprint), 2)).upper()
