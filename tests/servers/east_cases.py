"""The cases of the EAST toolkit (USENIX Security 2021) as the corpus "starttls-east" has them: one JSON file each.

``class`` says which attack it is, ``server`` what the server says, ``variants`` further lines, each a case of its own.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETUP = "setup"
"""The class of the profiles that are no attack."""

BENIGN_SMTP: dict[str, Any] = {"capabilities": ["StartTLS"], "capabilities_tls": [{"Auth": ["Plain"]}]}
"""For accounts whose attack is elsewhere."""


@dataclass(frozen=True)
class EastCase:
    """``name`` is for people: "imap Negotiation/O_3 (1)"; ``protocol`` "imap", "pop3" or "smtp"."""

    name: str
    protocol: str
    kind: str
    expect: str
    server: dict[str, Any]

    @property
    def implicit_tls(self) -> bool:
        """TLS from the first byte."""
        return bool(self.server.get("implicit_tls"))

    @property
    def certificate(self) -> str:
        """Which certificate it shows: "expired", "self-signed", "unknown-root", or "" for a good one."""
        path = str(self.server.get("cert", {}).get("Cert", {}).get("crt_path", ""))
        return next((word for word in ("expired", "self-signed", "unknown-root") if word in path), "")


def load_cases(directory: Path) -> list[EastCase]:
    """All cases below ``directory``, by name."""
    found = []
    for path in sorted(directory.rglob("*.json")):
        described = json.loads(path.read_text())
        title = str(described["id"]).removeprefix("testcases/").removeprefix("testcases_extra/")
        variants = described.get("variants", [{}])
        for number, variant in enumerate(variants, 1):
            name = f"{title} ({number})" if len(variants) > 1 else title
            server = {**described["server"], **variant}
            found.append(EastCase(name, described["protocol"], described["class"], described.get("expect", ""), server))
    return found


def imap_words(capabilities: list[Any]) -> list[str]:
    """Capabilities of the toolkit's own notation, as IMAP says them."""
    return [_imap_word(capability) for capability in capabilities]


def _imap_word(capability: Any) -> str:
    if isinstance(capability, str):
        return {"Imap4Rev1": "IMAP4rev1"}.get(capability, capability.upper())
    if "Auth" in capability:
        mechanism = capability["Auth"]
        return "AUTH=" + (mechanism if isinstance(mechanism, str) else mechanism["Other"]["AuthMechanismOther"]["Atom"])
    if "Compress" in capability:
        return "COMPRESS=DEFLATE"
    return str(capability["Other"]["CapabilityOther"]["inner"]["Atom"])


def smtp_words(capabilities: list[Any]) -> list[str]:
    """Likewise, as SMTP says them."""
    words = []
    for capability in capabilities:
        if isinstance(capability, dict):
            mechanisms = (each if isinstance(each, str) else each["Other"] for each in capability.get("Auth", ()))
            words.append("AUTH " + " ".join(mechanisms))
        else:
            words.append(capability)
    return words
