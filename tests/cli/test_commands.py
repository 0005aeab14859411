"""The commands, as a person types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONSENTAPP = [sys.executable, "-m", "consentapp.cli"]


def run(*words: str, config: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONSENTAPP_")}
    if config:
        inherited["CONSENTAPP_CONFIG"] = str(config)
    return subprocess.run(
        [*CONSENTAPP, *words],
        capture_output=True,
        text=True,
        env=inherited | environ,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo clinic after its one patient has signed."""
    folder = tmp_path_factory.mktemp("demo") / "clinic"
    result = run("demo", "--once", "--folder", str(folder))
    assert result.returncode == 0, result.stdout + result.stderr
    (folder / "output.txt").write_text(result.stdout)
    return folder


def test_the_demo_leaves_a_database_a_summary_and_a_certificate(demo: Path) -> None:
    assert (demo / "consentapp.db").read_bytes().startswith(b"SQLite format 3")
    assert (demo / "summary.pdf").read_bytes().startswith(b"%PDF-")
    assert "BEGIN CERTIFICATE" in (demo / "certificate.pem").read_text()


def test_the_demo_shows_progress_and_ends_with_verdicts(demo: Path) -> None:
    said = (demo / "output.txt").read_text()

    assert "The questions about suicide are off by link: the on-call clinician has not confirmed" in said
    assert "page 11:" in said
    assert "the same bytes" in said
    assert said.strip().splitlines()[-1].startswith("PASSED: assurance is self-consistent only")


def test_keys_of_a_new_clinic_are_readable_by_their_owner_alone(demo: Path) -> None:
    assert (demo / "seal.key").stat().st_mode & 0o077 == 0
    assert (demo / "secret.key").stat().st_mode & 0o077 == 0


def test_verify_of_an_untouched_summary_passes_with_its_assurance_level(demo: Path) -> None:
    result = run("verify", str(demo / "summary.pdf"), config=demo / "clinic.toml")

    assert result.returncode == 0
    assert "copy of record of fact main/" in result.stdout
    assert "self-consistent only" in result.stdout


def test_verify_of_a_summary_with_one_byte_changed_fails(demo: Path, tmp_path: Path) -> None:
    changed = bytearray((demo / "summary.pdf").read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)

    result = run("verify", str(tmp_path / "changed.pdf"), config=demo / "clinic.toml")

    assert result.returncode == 1
    assert "FAILED" in result.stdout
    assert "Traceback" not in result.stderr


def test_an_unknown_setting_is_refused_by_name(demo: Path) -> None:
    result = run("verify", config=demo / "clinic.toml", CONSENTAPP_DATABSE="sqlite:///x.db")

    assert result.returncode == 2
    assert "there is no setting `databse`" in result.stderr


def test_without_a_config_file_the_message_says_which_variable_to_set() -> None:
    result = run("verify")

    assert result.returncode == 2
    assert "Set CONSENTAPP_CONFIG" in result.stderr


def init(folder: Path, name: str = "C") -> tuple[str, ...]:
    """The command that lays out a clinic in a folder."""
    place = ("--address", "https://c.example.org", "--country", "US")
    return ("init", str(folder), "--organisation", "c", "--name", name, *place)


def test_a_clinic_is_laid_out_once_and_never_overwritten(tmp_path: Path) -> None:
    words = init(tmp_path / "c")
    first = run(*words)
    key = (tmp_path / "c" / "seal.key").read_bytes()

    second = run(*words)

    assert first.returncode == 0, first.stderr
    assert second.returncode == 2
    assert "nothing was changed" in second.stderr
    assert (tmp_path / "c" / "seal.key").read_bytes() == key


def fill_in(config: Path) -> None:
    """What an owner does before the first start: make the examples true."""
    config.write_text(config.read_text().replace('# "', '"'))


def test_a_clinic_whose_facts_are_not_filled_in_does_not_start(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    run(*init(folder, 'The "Best" Clinic'))

    result = run("verify", config=folder / "clinic.toml")

    assert result.returncode == 2
    assert "clinic.phone" in result.stderr
    assert "add them under [values]" in result.stderr


def test_a_member_of_staff_is_added_by_command(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    run(*init(folder))
    fill_in(folder / "clinic.toml")
    words = ("staff", "add", "ines", "--name", "Ines Park", "--role", "intake", "--password")

    added = run(*words, "correct horse battery", config=folder / "clinic.toml")
    short = run(*words, "short", config=folder / "clinic.toml")

    assert "Ines Park can sign in as ines" in added.stdout
    assert short.returncode == 2
    assert "15 to 200 characters" in short.stderr


def test_an_account_is_ended_by_command_and_still_listed(tmp_path: Path) -> None:
    config = tmp_path / "c" / "clinic.toml"
    run(*init(tmp_path / "c"))
    fill_in(config)
    run(
        "staff",
        "add",
        "ines",
        "--name",
        "Ines Park",
        "--role",
        "intake",
        "--password",
        "p" * 15,
        config=config,
    )

    ended = run("staff", "deactivate", "Ines", "--reason", "Left us.", config=config)
    again = run("staff", "deactivate", "ines", "--reason", "Left us.", config=config)
    listed = run("staff", "list", config=config)

    assert "Ines Park cannot sign in any more" in ended.stdout
    assert (again.returncode, "There is no such account" in again.stderr) == (2, True)
    assert listed.stdout == "ines: Ines Park, intake, deactivated\n"
