"""The catalog of a preview: the folder as it is now, or as it was when it could be read."""

import shutil
from pathlib import Path

import pytest

from consentapp.authoring.live import PREVIEW, LiveCatalog
from consentapp.catalog import FormError
from consentapp.domain.form import PacketStep
from consentapp.setup import VALUES
from consentapp.site_values import country_lines
from tests.catalog.folders import SHORT, write_forms

SITE = VALUES | country_lines("US", "en") | {"clinic.name": "Harbor Clinic"}


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_file_that_changed_is_read_again_at_the_next_look(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    catalog = LiveCatalog(folder, SITE, "en")
    rewrite(folder / SHORT["care.md"], "# Care", "# Better care")

    assert catalog.refresh() is None
    assert catalog.forms["care", "1", "en"].title == "Better care"


def test_a_fault_is_told_until_it_is_mended_and_the_last_good_forms_stay(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    catalog = LiveCatalog(folder, SITE, "en")
    rewrite(folder / SHORT["care.md"], "# Care", "Care")

    faults = [catalog.refresh(), catalog.refresh()]
    rewrite(folder / SHORT["care.md"], "Care", "# Cared")

    assert ["text stands before the first page" in str(fault) for fault in faults] == [True, True]
    assert catalog.forms["care", "1", "en"].title == "Care"
    assert catalog.refresh() is None


def test_a_folder_that_is_emptied_while_it_is_shown_is_a_fault(tmp_path: Path) -> None:
    folder = write_forms(tmp_path / "forms")
    catalog = LiveCatalog(folder, SITE, "en")
    shutil.rmtree(folder)

    fault = catalog.refresh()

    assert isinstance(fault, FormError)
    assert "consentapp forms new" in str(fault)


def test_a_folder_without_packets_is_shown_questions_first_and_newest(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    (folder / "packets/care.toml").unlink()
    newer = folder / "screening/health/1.10"
    shutil.copytree(folder / "screening/health/1", newer)
    rewrite(newer / "form.toml", 'version = "1"', 'version = "1.10"')

    packet = LiveCatalog(folder, SITE, "en").packet(PREVIEW)

    assert packet.steps == (PacketStep("health", "1.10"), PacketStep("care", "1"))


def test_one_form_can_be_shown_by_itself(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)

    assert LiveCatalog(folder, SITE, "en", "care@1").packet(PREVIEW).steps == (PacketStep("care", "1"),)
    with pytest.raises(LookupError, match="there is care@1, health@1"):
        LiveCatalog(folder, SITE, "en", "care@2")


def test_a_value_that_the_demo_does_not_know_is_shown_by_its_name(tmp_path: Path) -> None:
    folder = write_forms(tmp_path)
    rewrite(folder / SHORT["care.md"], "Sign, or not.", "Fax {clinic.fax}.")

    assert "[clinic.fax]" in repr(LiveCatalog(folder, SITE, "en").forms["care", "1", "en"])
