"""What leaves the keyring for the user: a key, a certificate, a setup message. It may be secret: ``repr`` hides it."""

import msgspec


class Exported(msgspec.Struct, frozen=True):
    """``data``: what to write into the file; ``setup_code``: of an Autocrypt Setup Message, shown once."""

    data: bytes
    setup_code: str = ""

    def __repr__(self) -> str:
        return f"Exported({len(self.data)} bytes)"
