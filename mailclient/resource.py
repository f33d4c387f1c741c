"""Where the files in ``resources/`` are: beside the package in a checkout, inside it when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "resources"


def resource_path(*names: str) -> Path:
    """The file or folder ``resources/<names…>``."""
    return _ROOT.joinpath(*names)
