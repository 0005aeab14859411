"""One rendered and one sealed document for all tests that only look: a render takes a second and a half."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from consentapp.documents.keys import make_key
from consentapp.documents.renderer import render
from consentapp.documents.seal import Sealer
from consentapp.documents.summary import summary_html
from tests.documents.builders import a_summary

KEY_MADE = datetime(2026, 1, 1, tzinfo=UTC)
SEALED = datetime(2026, 11, 23, 18, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def letter() -> bytes:
    summary = a_summary()
    return render(summary_html(summary), made_at=summary.made_at)


@pytest.fixture(scope="session")
def a4_sample() -> bytes:
    summary = a_summary(paper="a4", sample=True)
    return render(summary_html(summary), made_at=summary.made_at)


@pytest.fixture(scope="session")
def key_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("key")
    paths = folder / "key.pem", folder / "certificate.pem"
    made = make_key("Riverside Clinic", at=KEY_MADE, days=3650, serial=7)
    for path, pem in zip(paths, made, strict=True):
        path.write_bytes(pem)
    return paths


@pytest.fixture(scope="session")
def sealer(key_files: tuple[Path, Path]) -> Sealer:
    return Sealer.load(*key_files)


@pytest.fixture(scope="session")
def sealed(letter: bytes, sealer: Sealer) -> bytes:
    return sealer.seal(letter, at=SEALED, reason="Copy of record", location="Hudson")
