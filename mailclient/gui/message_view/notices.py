"""What the reader itself has to say about a message: a draft, only its beginning, something odd, a problem."""

from collections.abc import Callable

from mailclient.gui.controls.tooltip import tell_plainly
from mailclient.gui.message_view.bar import Bar
from mailclient.gui.message_view.bars import BodyBars, Rank
from mailclient.gui.message_view.chip import size_text
from mailclient.language import tr
from mailclient.language.problems import problem_text
from mailclient.mail.body import Body
from mailclient.mail.problem import Problem

_WARNINGS = {
    "html_too_deep": lambda: tr("This message is built in a way that could freeze the window; its text is shown."),
    "html_too_large": lambda: tr("The formatted version is too large; its text is shown."),
    "styles_cut": lambda: tr("The formatting is very large; some of it was left out."),
    "text_cut": lambda: tr("The text is very long; only its beginning is shown."),
    "part_missing": lambda: tr("A part of this message is missing."),
    "boundary_missing": lambda: tr("This message is damaged; what can be read is shown."),
    "end_missing": lambda: tr("This message breaks off; its end may be missing."),
    "too_many_parts": lambda: tr("This message has more parts than can be shown."),
    "nested_too_deep": lambda: tr("This message has more parts than can be shown."),
    "header_too_large": lambda: tr("The header of this message is too large; only its beginning was read."),
    "container_damaged": lambda: tr("A file in this message is damaged; what could be saved of it is listed."),
    "piece_of_message": lambda: tr("This is one piece of a message that was sent in several."),
    "file_elsewhere": lambda: tr("A file of this message is not in it, but on a server that it names."),
}
"""Sentences for the codes of ``Body.warnings``; a guessed charset changes nothing that a reader would notice."""


class Notices:
    """Puts the reader's own bars into ``bars``."""

    def __init__(self, bars: BodyBars) -> None:
        self._bars = bars
        self.problem, self.beginning, self.draft, self.odd = (Bar(parent=bars) for _ in range(4))
        for bar in (self.problem, self.beginning, self.draft, self.odd):
            bar.hide()

    def clear_problem(self) -> None:
        """The problem is gone, or is tried again."""
        self._bars.withdraw(self.problem)

    def clear_beginning(self) -> None:
        """The rest is on its way."""
        self._bars.withdraw(self.beginning)

    def tell_problem(self, problem: Problem, retry: Callable[[], object] | None) -> None:
        """Something failed; with ``retry`` it can be tried again."""
        words = problem_text(problem)
        self.problem.tell(str(words), tone="danger", icon="triangle-alert")
        tell_plainly(self.problem, words.detail)
        if retry is not None:
            self.problem.add_action(tr("Try again"), retry)
        self._bars.put(self.problem, Rank.PROBLEM)

    def tell_crash(self, retry: Callable[[], object]) -> None:
        """The process that draws HTML died."""
        self.problem.tell(
            tr("This message could not be drawn; its text is shown."), tone="warning", icon="triangle-alert"
        )
        self.problem.add_action(tr("Try again"), retry)
        self._bars.put(self.problem, Rank.PROBLEM)

    def tell_refused_link(self, sentence: str) -> None:
        """A link was clicked that is not followed."""
        self.problem.tell(sentence, tone="warning", icon="link")
        self._bars.put(self.problem, Rank.PROBLEM)

    def tell_beginning(self, size: int, download: Callable[[], object]) -> None:
        """Of a message of ``size`` bytes only the header was downloaded, as the account's rules say."""
        self.beginning.tell(
            tr("Only the beginning of this message is here; the whole is {size}.", size=size_text(size)),
            icon="download",
        )
        self.beginning.add_action(tr("Download"), download)
        self._bars.put(self.beginning, Rank.BEGINNING)

    def tell_draft(self, edit: Callable[[], object]) -> None:
        """The message is a draft."""
        self.draft.tell(tr("This is a draft."), icon="file-pen")
        self.draft.add_action(tr("Go on writing"), edit)
        self._bars.put(self.draft, Rank.DRAFT)

    def tell_about(self, body: Body, *, locked: bool) -> None:
        """What is to say about this body; of one that is ``locked`` the reason is said elsewhere."""
        self._bars.withdraw(self.odd, self.problem, self.beginning)
        sentences = [_WARNINGS[code]() for code in body.warnings if code in _WARNINGS]
        if sentences:
            self.odd.tell(sentences[0], tone="warning", icon="triangle-alert")
        elif not locked and _is_empty(body):
            only_files = tr("This message has no text, only attachments.")
            self.odd.tell(only_files if body.attachments else tr("This message is empty."), icon="mail")
        else:
            return
        self._bars.put(self.odd, Rank.ODD)


def _is_empty(body: Body) -> bool:
    """Nothing would be seen: that has to be said, or it looks as if something had failed."""
    special = body.special
    told = special.report is not None or bool(special.invitations) or bool(special.cards)
    pictures = body.html is not None and ("<img" in body.html or bool(body.remote))
    return not (body.text.strip() or pictures or told)
