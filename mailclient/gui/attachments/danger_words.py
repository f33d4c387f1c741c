"""Why a file is dangerous, in words."""

from collections.abc import Callable, Sequence

from mailclient.gui.attachments.file_danger import Danger
from mailclient.language import tr

_REASONS: dict[Danger, Callable[[], str]] = {
    Danger.PROGRAM: lambda: tr("It is a program: running it lets its sender do anything you can do here."),
    Danger.SHORTCUT: lambda: tr("It is a shortcut that can start a program or open a page its name does not tell."),
    Danger.MACROS: lambda: tr("It is a document with a program (macros) inside, which may run when it is opened."),
    Danger.WEB_PAGE: lambda: tr(
        "It is a web page: it opens in the browser and can look like any site. Never type a password there."
    ),
    Danger.DISK_IMAGE: lambda: tr("It is a disk image; programs are hidden in such files to get past checks."),
    Danger.TWO_ENDINGS: lambda: tr("Its name has two endings, to look like something harmless."),
    Danger.OTHER_CONTENT: lambda: tr("Its content is not what its name says."),
}


def reasons(dangers: Sequence[Danger]) -> str:
    """One sentence for each, the worst first."""
    return " ".join(_REASONS[danger]() for danger in dangers)
