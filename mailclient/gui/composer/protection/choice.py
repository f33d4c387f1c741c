"""What is chosen for one message: to be signed, to be encrypted, how. Pure.

A default may switch encryption on; only the user switches it off.
"""

from dataclasses import dataclass, replace

import msgspec

from mailclient.bridge.draft import DraftContent
from mailclient.mail.identity import Encrypting, Identity
from mailclient.mail.key import ProtectionPlan
from mailclient.mail.protection import System


@dataclass(frozen=True, slots=True)
class Choice:
    """``system`` None: whatever reaches all. ``…_decided``: by the user, so that no default changes it."""

    sign: bool = False
    encrypt: bool = False
    system: System | None = None
    attach_key: bool = False
    split: bool = False
    quotes_secret: bool = False
    """The text quotes what came encrypted."""
    clear_subject: str = ""
    known_by: tuple[str, ...] | None = None
    """Both as in ``DraftContent``."""
    sign_decided: bool = False
    encrypt_decided: bool = False

    @property
    def is_secret(self) -> bool:
        """As ``DraftContent.is_secret``."""
        return self.encrypt or self.quotes_secret

    def put_into(self, content: DraftContent) -> DraftContent:
        """The draft with what is chosen."""
        return msgspec.structs.replace(
            content,
            sign=self.sign,
            encrypt=self.encrypt,
            protection=self.system.value if self.system is not None else "",
            attach_key=self.attach_key,
            split=self.split,
            quotes_secret=self.quotes_secret,
            clear_subject=self.clear_subject,
            known_by=self.known_by,
            sign_decided=self.sign_decided,
            encrypt_decided=self.encrypt_decided,
        )


def choice_of(draft: DraftContent, *, fresh: bool) -> Choice:
    """As a draft says; what was ``fresh``-ly begun, or is off without the user's word, leaves room for defaults."""
    return Choice(
        sign=draft.sign,
        encrypt=draft.encrypt,
        system=System(draft.protection) if draft.protection in {one.value for one in System} else None,
        attach_key=draft.attach_key,
        split=draft.split,
        quotes_secret=draft.quotes_secret,
        clear_subject=draft.clear_subject,
        known_by=draft.known_by,
        sign_decided=not fresh and (draft.sign or draft.sign_decided),
        encrypt_decided=not fresh and (draft.encrypt or draft.encrypt_decided),
    )


def with_defaults(choice: Choice, identity: Identity | None, plan: ProtectionPlan | None) -> Choice:
    """What the sender always wants and the recipients allow. What cannot be signed unasked is not."""
    if plan is None or identity is None:
        return choice
    if not choice.encrypt_decided and not choice.encrypt and encrypts_unasked(identity, plan):
        choice = replace(choice, encrypt=True)
    if not choice.sign_decided:
        wanted = identity.signs or choice.encrypt
        choice = replace(choice, sign=wanted and bool(plan.can_sign))
    return choice


def encrypts_unasked(identity: Identity, plan: ProtectionPlan) -> bool:
    """Whether the user chose so and everybody can read it; that it would be two messages is asked about then."""
    wanted = plan.by_default or identity.encrypts is Encrypting.WHEN_READY
    return wanted and bool(plan.recipients) and (bool(plan.systems) or _splits(plan)) and bool(plan.can_sign)


def _splits(plan: ProtectionPlan) -> bool:
    """Whether it can go as two messages: the sender has a key for both."""
    return plan.split and len(plan.can_sign) == len(System)
