"""File names from strangers made safe to show and to save as."""


def safe_filename(name: str, media_type: str = "", fallback: str = "attachment") -> str:
    """``name`` without path, control and direction-changing characters, never empty, "." or a device name.

    At most 200 UTF-8 bytes, the extension kept. Without a name: ``fallback`` plus an extension for ``media_type``.
    """
    raise NotImplementedError
