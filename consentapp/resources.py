"""Finds `forms/`, `templates/` and `pdfs/`: inside the installed wheel, or beside the package in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def resource_dir(name: str) -> Path:
    """The folder of that name. FileNotFoundError when neither place has it."""
    # The wheel's own copy first: beside an installed package lies `site-packages/templates`, which anybody may own.
    for folder in (PACKAGE / "_data" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"consentapp is installed without its {name} folder")
