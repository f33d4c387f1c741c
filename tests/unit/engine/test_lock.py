from pathlib import Path

import pytest

from mailclient.engine.lock import ProfileLock
from mailclient.mail.problem import MailError, ProblemKind


def test_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "engine.lock"
    with ProfileLock(path):
        with pytest.raises(MailError) as refused, ProfileLock(path):
            pass
        assert refused.value.problem.kind is ProblemKind.PROFILE_IN_USE
        assert refused.value.problem.subject == str(tmp_path)
    with ProfileLock(path):
        pass


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    with ProfileLock(tmp_path / "engine.lock"):
        assert (tmp_path / "engine.lock").stat().st_mode & 0o777 == 0o600
