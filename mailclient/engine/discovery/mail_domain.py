"""Which domain a host belongs to: the part of its name that somebody has registered ("mx1.mail.example.co.uk").

By the public suffix list, which is in the package ``publicsuffixlist``. Not by counting dots: that would ask
``https://autoconfig.co.uk`` about the mail of a British company.
"""

import functools
from typing import TYPE_CHECKING

from mailclient.transport.blocking_call import blocking_call

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


async def registered_domain(host: str) -> str:
    """ "example.co.uk"; "" for a public suffix itself. The list is read once, in a thread: it takes some 30 ms."""
    suffixes = await blocking_call(_suffixes, "suffixes")
    return str(suffixes.privatesuffix(host) or "")


@functools.cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
