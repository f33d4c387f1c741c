"""The engine in this process, against real servers and against servers that misbehave."""

import pytest

pytest.register_assert_rewrite("tests.engine.extension_story")
