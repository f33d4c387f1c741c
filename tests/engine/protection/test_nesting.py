"""Layers in layers: what is inside too many of them, and what was merely compressed."""

import base64
import zlib

from mailclient.mail.protection import SignatureVerdict
from mailclient.mime.display import message_body
from mailclient.mime.reader import read
from tests.engine.protection.conftest import Open

HEADER = b"From: alice@example.com\r\nSubject: x\r\n"


def signed(inside: bytes, number: int) -> bytes:
    boundary = b"b%d" % number
    return (
        b"Content-Type: multipart/signed; boundary=%s; protocol=application/pkcs7-signature\r\n\r\n--%s\r\n"
        % (boundary, boundary)
        + inside
        + b"\r\n--%s\r\nContent-Type: application/pkcs7-signature\r\n\r\nx\r\n--%s--\r\n" % (boundary, boundary)
    )


def test_too_many_layers_are_no_mark(opened: Open) -> None:
    entity = b"Content-Type: text/plain\r\n\r\nHello"
    for number in range(30):
        entity = signed(entity, number)
    signature = opened(HEADER + entity, 0.0).protection.signature
    assert signature is not None
    assert signature.verdict in (SignatureVerdict.BAD, SignatureVerdict.NONE)


def test_what_is_merely_compressed_is_read(opened: Open) -> None:
    def tlv(tag: int, body: bytes) -> bytes:
        length = len(body)
        size = bytes([length]) if length < 128 else bytes([0x82]) + length.to_bytes(2, "big")
        return bytes([tag]) + size + body

    data = bytes.fromhex("06092a864886f70d010701")
    zlib_method = tlv(0x30, bytes.fromhex("060b2a864886f70d0109100308"))
    content = tlv(0x04, zlib.compress(b"Content-Type: text/plain\r\n\r\nHello there"))
    compressed = tlv(0x30, b"\x02\x01\x00" + zlib_method + tlv(0x30, data + tlv(0xA0, content)))
    cms = tlv(0x30, bytes.fromhex("060b2a864886f70d0109100109") + tlv(0xA0, compressed))
    message = (
        HEADER
        + b"Content-Type: application/pkcs7-mime; smime-type=compressed-data\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(cms)
    )
    result = opened(message, 0.0)
    assert result.clear is not None
    assert message_body(read(result.clear)).text == "Hello there"
    assert (result.protection.signature, result.protection.encryption) == (None, None)
