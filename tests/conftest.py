"""Clinics for every test: a quick one for what is decided, a whole one for what is printed and sealed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

from consentapp.catalog import FormLibrary, read_library
from consentapp.clinic import open_clinic
from consentapp.ports import Clinic
from consentapp.resources import resource_dir
from consentapp.settings import Settings, read_settings
from consentapp.setup import lay_out
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import NOW, CountedEntropy, FakeClock, Pager, a_clinic, store_address

# The same examples in every run, and no deadline: a slow machine is no fault.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A new, empty store."""
    opened = open_store(store_address(tmp_path / "consentapp.db"))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pager() -> Pager:
    return Pager()


@pytest.fixture
def clinic(store: SqliteStore, clock: FakeClock, pager: Pager) -> Clinic:
    """The small packet with quick parts; change one with `dataclasses.replace`."""
    return a_clinic(store, clock=clock, courier=pager)


@pytest.fixture(scope="session")
def shipped() -> FormLibrary:
    """The forms that come with the program."""
    return read_library(resource_dir("forms"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A demo clinic laid out as `consentapp init` does."""
    folder = tmp_path_factory.mktemp("clinic")
    config = lay_out(
        folder, organisation="riverside", name="Riverside Clinic", zone="America/New_York",
        address="http://127.0.0.1:8000", demo=True, at=NOW, on_call="Dr. Okafor",
    )  # fmt: skip
    return read_settings({"CONSENTAPP_CONFIG": str(config)})


@pytest.fixture(scope="session")
def opened_clinic(settings: Settings) -> Clinic:
    """Every real part, opened once: the forms, the renderer, the sealer."""
    return open_clinic(settings)


@pytest.fixture
def whole_clinic(opened_clinic: Clinic, store: SqliteStore, clock: FakeClock, pager: Pager) -> Clinic:
    """The shipped forms, WeasyPrint and pyHanko, on a store of its own."""
    return replace(opened_clinic, store=store, clock=clock, entropy=CountedEntropy(), courier=pager)
