"""A key as small as Autocrypt sends it (Autocrypt 1.1 §2.1.1): primary key, one user id, the subkeys in use."""

import hashlib
from collections.abc import Collection

from mailclient.crypto.openpgp.armor import broken
from mailclient.crypto.openpgp.packets import Packet, Tag, read_packets


def minimal(raw: bytes, address: str, subkeys: Collection[str]) -> bytes:
    """``raw``: one binary key, without signatures of others. ``subkeys``: fingerprints of those to keep.

    Where no user id names the address, the first one stays: without any it would not be a key to anybody (GnuPG).
    """
    groups: list[list[Packet]] = []
    for packet in read_packets(raw):
        if packet.tag == Tag.SIGNATURE and groups:
            groups[-1].append(packet)
        else:
            groups.append([packet])
    if not groups or groups[0][0].tag != Tag.PUBLIC_KEY:
        raise broken("not a key")
    people = [group for group in groups if group[0].tag == Tag.USER_ID]
    named = [group for group in people if _names(_body(raw, group[0]), address)]
    kept = [groups[0], *(named or people)[:1]]
    kept += [group for group in groups if group[0].tag == Tag.PUBLIC_SUBKEY and _print(raw, group[0]) in subkeys]
    return b"".join(raw[packet.start : packet.end] for group in kept for packet in group)


def _body(raw: bytes, packet: Packet) -> bytes:
    return raw[packet.end - packet.size : packet.end]


def _names(user_id: bytes, address: str) -> bool:
    text = user_id.decode("utf-8", "replace").strip().lower()
    return text == address.lower() or text.endswith(f"<{address.lower()}>")


def _print(raw: bytes, packet: Packet) -> str:
    """The fingerprint of a v4 key (RFC 9580 §5.5.4.2)."""
    body = _body(raw, packet)
    return hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest().upper()
