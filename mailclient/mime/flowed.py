"""format=flowed (RFC 3676): the paragraphs a sender wrapped are joined again."""


def unflow(text: str, *, delete_space: bool = False) -> str:
    """``text`` with soft line breaks taken out; quote marks are kept. ``delete_space`` is DelSp=yes."""
    raise NotImplementedError
