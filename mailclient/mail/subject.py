"""The beginnings that answers and forwards give a subject, in the languages and ways that mail programs have.

RFC 5322 section 3.6.5 knows "Re: " alone; RFC 5256 section 2.1 takes off more, some of which begin real subjects too.
"""

import re

# Not "R:", "I:", "Ref:" and the like: they begin real subjects too, and words of a subject must not be lost.
_COUNT = r"(?:\s*[\[(]\d{1,3}[\])]|\^\d{1,3})?"
_REPLIES = "re|aw|antw|sv|odp|res|rif|ynt|απ|отв|ответ|תשובה|رد|답장|회신|답변|答复|答覆|回复|回覆|返信"
_REPLY = rf"(?:{_REPLIES}){_COUNT}\s*[:：]\s*"
_FORWARD = rf"(?:fwd?|wg|rv|tr|vb|enc|doorst|пересл|전달|转发|轉寄|転送){_COUNT}\s*[:：]\s*"
REPLIES = re.compile(rf"\s*(?:{_REPLY})+", re.IGNORECASE)
FORWARDS = re.compile(rf"\s*(?:{_FORWARD})+", re.IGNORECASE)
_BOTH = re.compile(rf"\s*(?:{_REPLY}|{_FORWARD})+", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """The subject without "Re:", "Fwd:" and their like before it, however many."""
    found = _BOTH.match(subject)
    return subject[found.end() if found else 0 :].strip()
