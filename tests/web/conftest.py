"""A clinic with its application: the small packet, real SQLite, a real seal, a document in no time."""

from dataclasses import replace

import pytest

from consentapp.ports import Clinic
from consentapp.settings import Settings
from consentapp.setup import publish_seal
from consentapp.store import open_store
from consentapp.store.sqlite import SqliteStore
from tests.builders import (
    SMALL_FORMS,
    CountedEntropy,
    FakeClock,
    Pager,
    QuickPasswords,
    in_spanish,
    store_address,
)
from tests.web.people import House, Patient, Prepared, SmallRenderer, packet_of


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Templates are compiled once for all tests."""
    return str(tmp_path_factory.mktemp("bytecode"))


@pytest.fixture(scope="session")
def renderer() -> SmallRenderer:
    return SmallRenderer()


@pytest.fixture
def shipped_clinic(
    opened_clinic: Clinic, store: SqliteStore, clock: FakeClock, pager: Pager, renderer: SmallRenderer
) -> Clinic:
    """The forms that come with the program."""
    clinic = replace(
        opened_clinic, store=store, clock=clock, entropy=CountedEntropy("web"), courier=pager, renderer=renderer,
        passwords=QuickPasswords(),
    )  # fmt: skip
    publish_seal(clinic)
    return clinic


@pytest.fixture
def clinic(shipped_clinic: Clinic) -> Clinic:
    """The small packet, in English alone."""
    site = replace(shipped_clinic.site, languages=("en",))
    return replace(shipped_clinic, catalog=packet_of(), site=site)


@pytest.fixture
def house(clinic: Clinic, settings: Settings, bytecode: str) -> House:
    """The small packet in the application."""
    return House(clinic, settings, bytecode)


@pytest.fixture
def bilingual(house: House) -> House:
    """The small packet in English and Spanish."""
    site = replace(house.clinic.site, languages=("en", "es"))
    return house.with_parts(site=site, catalog=packet_of(*map(in_spanish, SMALL_FORMS)))


@pytest.fixture
def shipped_house(shipped_clinic: Clinic, settings: Settings, bytecode: str) -> House:
    """The shipped forms in the application."""
    return House(shipped_clinic, settings, bytecode)


@pytest.fixture
def patient(house: House) -> Patient:
    """A patient at the first page, who was handed the link at the clinic."""
    return house.patient()


@pytest.fixture
def about_to_sign(patient: Patient) -> Patient:
    return patient.walks_to("Sign")


@pytest.fixture(scope="session")
def prepared(
    opened_clinic: Clinic,
    settings: Settings,
    bytecode: str,
    renderer: SmallRenderer,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Prepared]:
    """Ana Ruiz about to sign, and signed with the document made: walked once, copied for each test."""
    found = {}
    for stage in ("about to sign", "signed"):
        store = open_store(store_address(tmp_path_factory.mktemp("prepared") / "consentapp.db"))
        clinic = replace(
            opened_clinic, store=store, clock=FakeClock(), entropy=CountedEntropy("prepared"), courier=Pager(),
            renderer=renderer, passwords=QuickPasswords(), catalog=packet_of(),
        )  # fmt: skip
        publish_seal(clinic)
        house = House(clinic, settings, bytecode)
        patient = house.patient().walks_to("Sign")
        if stage == "signed":
            patient.signs()
            house.works()
        found[stage] = Prepared.by(patient, store)
    return found
