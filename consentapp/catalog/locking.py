"""`published.toml`: the lock on every published form. A line, once written, is never changed."""

import json
import os
from pathlib import Path

from consentapp.catalog.errors import FormError
from consentapp.catalog.library import folder_digest, read_locks
from consentapp.domain.form import Form

HEADER = """\
# Written by `consentapp forms publish`: each published form, and the SHA-256 of its files. Never edit it, nor them.
[published]
"""


def lock_form(folder: Path, form: Form) -> None:
    """Fix a form's files by their digest, whole or not at all. FormError when they are not as they were read, when
    another digest stands there already, or when the folder cannot be written to."""
    path, name = folder / "published.toml", f"{form.id}@{form.version}"
    home = folder / form.kind / form.id / form.version
    if folder_digest(home) != form.digest:
        raise FormError(
            home, 0, "the files have changed since they were read; read them again, then propose them anew"
        )
    known = read_locks(path).get(name)
    if known == form.digest:
        return
    if known:
        raise FormError(path, 0, f"{name} was published with other files; make a new version folder")
    before = path.read_text(encoding="utf-8") if path.exists() else HEADER
    try:
        _write_whole(path, f"{before.rstrip()}\n{json.dumps(name)} = {json.dumps(form.digest)}\n")
    except OSError as error:
        mend = "set `forms` in clinic.toml to a folder of your own that you may write to"
        raise FormError(path, 0, f"this cannot be written ({error.strerror}); {mend}") from None


def _write_whole(path: Path, text: str) -> None:
    """Beside the old file first: a crash leaves the old one or the new one, never a part."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The new name is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
