"""What the server offers, as told in its answer to EHLO (RFC 5321 section 4.1.1.1)."""

from dataclasses import dataclass

from mailclient.wire.smtp.reply import Reply


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
        parameters = self.offered.get("SIZE", ())
        if not parameters or not (parameters[0].isascii() and parameters[0].isdigit()):
            return None
        return int(parameters[0][:20]) or None

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """SASL mechanisms (RFC 4954)."""
        return self.offered.get("AUTH", ())


NOTHING = Capabilities({})
