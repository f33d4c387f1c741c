"""What the server offers, as told in its answer to EHLO (RFC 5321 section 4.1.1.1)."""

from dataclasses import dataclass

from mailclient.wire.smtp.reply import Reply

RECIPIENTS_ALWAYS = 100
"""RFC 5321 section 4.5.3.1.8. More may do; fewer in one message cost a round trip or two, never a refusal."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Keywords of the extensions, upper case, each with its parameters."""

    offered: dict[str, tuple[str, ...]]

    @classmethod
    def from_reply(cls, reply: Reply) -> "Capabilities":
        """From a positive EHLO reply; its first line is a greeting. Nonsense lines are passed over."""
        offered: dict[str, tuple[str, ...]] = {}
        for line in reply.lines[1:]:
            keyword, *parameters = line.split() or [""]
            # "AUTH=PLAIN LOGIN": an old form that some servers send beside the right one.
            if keyword.upper().startswith("AUTH="):
                keyword, parameters = "AUTH", [keyword[5:], *parameters]
            known = offered.get(keyword.upper(), ())
            offered[keyword.upper()] = (*known, *(word for word in parameters if word not in known))
        return cls(offered)

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.offered

    @property
    def size_limit(self) -> int | None:
        """The largest message in bytes (RFC 1870), None when there is no fixed limit."""
        return _number(next(iter(self.offered.get("SIZE", ())), "")) or None

    @property
    def recipients_max(self) -> int:
        """Recipients of one message: LIMITS RCPTMAX (RFC 9422), else the 100 that each server must take (RFC 5321)."""
        return self._limit("RCPTMAX") or RECIPIENTS_ALWAYS

    @property
    def messages_max(self) -> int | None:
        """Messages over one connection: LIMITS MAILMAX; None when nothing is said."""
        return self._limit("MAILMAX")

    @property
    def hold_seconds_max(self) -> int:
        """For how long the server would hold a message back (FUTURERELEASE, RFC 4865 section 4); 0: it does not."""
        return _number(next(iter(self.offered.get("FUTURERELEASE", ())), "")) or 0

    def _limit(self, name: str) -> int | None:
        for parameter in self.offered.get("LIMITS", ()):
            word, _, value = parameter.partition("=")
            if word.upper() == name:
                return _number(value) or None
        return None

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """SASL mechanisms (RFC 4954)."""
        return self.offered.get("AUTH", ())


def _number(text: str) -> int | None:
    """None for what is no number."""
    return int(text[:20]) if text.isascii() and text.isdigit() else None


NOTHING = Capabilities({})
