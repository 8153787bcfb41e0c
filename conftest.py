"""For all tests: data folders of their own, and what they start from."""

from __future__ import annotations

import sys
from pathlib import Path

import hypothesis
import pytest

# No timed tests: on a busy machine a deadline fails what is right.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

sys.path.insert(0, str(Path(__file__).parent / "tests"))


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, settings: object) -> None:
    """No test writes into another's data folder, and none into the developer's."""
    settings.DATA = tmp_path / "data"  # type: ignore[attr-defined]
    settings.DATA.mkdir()  # type: ignore[attr-defined]
    # A slow hash is the point in an office and a waste in two thousand tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
