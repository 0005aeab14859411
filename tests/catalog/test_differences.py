"""`replaces` and `changes.<language>.md`: what a new version changes, in its author's words."""

from pathlib import Path

import pytest

from consentapp.catalog import FormError, read_library
from consentapp.domain.text import ListBlock, Paragraph, Run
from tests.catalog.folders import CONSENT_MD, CONSENT_TOML, PACKET_TOML, REFERENCES_TOML, write_forms

SECOND = CONSENT_TOML.replace('version = "1"', 'version = "2"\nreplaces = "1"', 1)
WORDS = "We name one more risk. Call {clinic.phone}.\n\n- The price is new\n- The route is new\n"


def two_versions(folder: Path, structure: str = SECOND, **files: str) -> Path:
    """The whole folder, with a second version of the consent form."""
    second = {
        "consent/care/2/form.toml": structure,
        "consent/care/2/en.md": CONSENT_MD,
        "consent/care/2/references.toml": REFERENCES_TOML,
    }
    named = {f"consent/care/2/{name.replace('__', '.')}": text for name, text in files.items()}
    return write_forms(folder, **second, **named)


def refusal(folder: Path) -> FormError:
    with pytest.raises(FormError) as refused:
        read_library(folder)
    return refused.value


def test_an_author_s_words_on_the_changes_are_read(tmp_path: Path) -> None:
    form = read_library(two_versions(tmp_path, changes__en__md=WORDS)).form("care", "2", "en")
    assert form.replaces == "1"
    assert form.changes == (
        Paragraph((Run("We name one more risk. Call {clinic.phone}."),)),
        ListBlock(
            ordered=False,
            items=(Paragraph((Run("The price is new"),)), Paragraph((Run("The route is new"),))),
        ),
    )


def test_a_version_without_such_words_has_none(tmp_path: Path) -> None:
    library = read_library(two_versions(tmp_path))
    assert library.form("care", "2", "en").changes == ()
    assert library.form("care", "1", "en").replaces == ""


def test_the_words_are_a_part_of_the_form_s_digest(tmp_path: Path) -> None:
    one = read_library(two_versions(tmp_path, changes__en__md=WORDS)).form("care", "2", "en").digest
    other = (
        read_library(two_versions(tmp_path, changes__en__md=WORDS + "- More\n"))
        .form("care", "2", "en")
        .digest
    )
    assert one != other


def test_a_value_that_the_words_name_has_to_be_set(tmp_path: Path) -> None:
    words = "Write to {clinic.privacy_contact}."
    library = read_library(two_versions(tmp_path, changes__en__md=words))
    assert library.missing_values({"clinic.phone"}, "en") == {"clinic.privacy_contact"}


def test_words_on_changes_from_no_version_are_refused(tmp_path: Path) -> None:
    structure = SECOND.replace('replaces = "1"\n', "")
    error = refusal(two_versions(tmp_path, structure, changes__en__md=WORDS))
    assert error.path.name == "changes.en.md"
    assert "add `replaces" in error.message


def test_words_in_a_language_that_the_form_does_not_have_are_refused(tmp_path: Path) -> None:
    assert "no such language" in refusal(two_versions(tmp_path, changes__es__md=WORDS)).message


def test_an_empty_file_of_words_is_refused(tmp_path: Path) -> None:
    assert "this file is empty" in refusal(two_versions(tmp_path, changes__en__md="\n")).message


def test_a_question_among_the_words_is_refused_at_its_line(tmp_path: Path) -> None:
    error = refusal(two_versions(tmp_path, changes__en__md="New.\n\n::: acknowledgment a\nYes.\n:::\n"))
    assert (error.line, "nothing is asked here" in error.message) == (3, True)


def test_a_claim_among_the_words_is_refused_at_its_line(tmp_path: Path) -> None:
    error = refusal(two_versions(tmp_path, changes__en__md="New.\n\nIt may help. {evidence: moderate; R1}\n"))
    assert (error.line, "it belongs on the page" in error.message) == (3, True)


def test_a_version_that_replaces_itself_is_refused(tmp_path: Path) -> None:
    structure = SECOND.replace('replaces = "1"', 'replaces = "2"')
    assert "does not replace itself" in refusal(two_versions(tmp_path, structure)).message


def test_a_version_that_replaces_one_that_is_gone_is_refused_at_its_line(tmp_path: Path) -> None:
    """Patients have signed it: its text has to stay at hand."""
    error = refusal(two_versions(tmp_path, SECOND.replace('replaces = "1"', 'replaces = "0"')))
    assert "there is no care 0 to replace" in error.message
    assert error.line == 3


def test_a_packet_asks_for_the_version_that_it_names(tmp_path: Path) -> None:
    packet = PACKET_TOML.replace('form = "care"\nversion = "1"', 'form = "care"\nversion = "2"')
    folder = two_versions(tmp_path)
    (folder / "packets/care.toml").write_text(packet, encoding="utf-8")
    library = read_library(folder)
    assert library.packet("care").steps[-1].version == "2"
    assert library.form("care", "1", "en").title == "Care"
