"""A search that the user kept under a name: shown like a folder."""

from dataclasses import dataclass
from typing import NewType

SavedSearchId = NewType("SavedSearchId", str)
"""Made by whoever saves it: a UUID."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """``query`` as typed, to be read by ``mail.query.parse``."""

    id: SavedSearchId
    name: str
    query: str
