"""What it means that a file of the profile cannot be written."""

import errno
from pathlib import Path

from mailclient.mail.problem import MailError, Problem, ProblemKind


def unwritable(error: OSError, path: Path = Path()) -> MailError:
    """DISK_FULL or FILE_UNWRITABLE about the file, or ``path`` when the error names none."""
    kind = ProblemKind.DISK_FULL if error.errno == errno.ENOSPC else ProblemKind.FILE_UNWRITABLE
    return MailError(Problem(kind, str(error.filename or path), str(error)))
