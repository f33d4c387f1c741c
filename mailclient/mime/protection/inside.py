"""Protected parts that are not the root: they say nothing of the message, and nobody decrypts them unasked."""

from collections.abc import Iterator

from mailclient.mail.protection import Covers, Encryption, Protection, Signature, SignatureVerdict
from mailclient.mime.protection.layer import Layer, layer_of
from mailclient.mime.scanner import Entity

_LOOKED_AT = 200
"""Parts; who has more of them has no message."""
ONLY_A_PART = "only_a_part"


def is_protected(root: Entity) -> bool:
    """Whether a message has anything that must be opened to be shown or marked."""
    return layer_of(root) is not None


def protection_inside(root: Entity) -> Protection:
    """What is to be said of a message whose root nothing protects: never anything good."""
    signature: Signature | None = None
    encryption: Encryption | None = None
    for layer in _layers_inside(root):
        if layer.encrypted and encryption is None:
            encryption = Encryption(layer.system, decrypted=False, reason=ONLY_A_PART)
        if layer.signed and signature is None:
            signature = Signature(layer.system, SignatureVerdict.NONE, Covers.NONE, reason=ONLY_A_PART)
    return Protection(signature, encryption)


def _layers_inside(root: Entity) -> Iterator[Layer]:
    """Attached messages are messages of their own."""
    pending = list(root.children) if root.children_are_parts else []
    for _ in range(_LOOKED_AT):
        if not pending:
            return
        entity = pending.pop(0)
        layer = layer_of(entity)
        if layer is not None:
            yield layer
        elif entity.children_are_parts:
            pending += entity.children
