"""A forms folder that is read again whenever a file of it changed: what a preview shows."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from consentapp.catalog import FormError, FormLibrary, SiteCatalog, read_library, site_catalog
from consentapp.domain.form import Form, Forms, Packet, PacketStep

PREVIEW = "preview"

Stamp = tuple[tuple[str, int, int], ...]


class LiveCatalog:
    """Implements `ports.Catalog`. Holds what could be read last; `refresh` says why the newest cannot be."""

    def __init__(self, folder: Path, values: Mapping[str, str], language: str, only: str = "") -> None:
        """FormError when the folder cannot be read now, LookupError when it lacks the form `only`."""
        self._folder, self._values, self._language, self._only = folder, values, language, only
        self._lock = threading.Lock()
        self._stamp = _stamp(folder)
        self._fault: FormError | None = None
        self._now = self._read()

    @property
    def forms(self) -> Forms:
        return self._now.forms

    def packet(self, packet: str) -> Packet:
        return self._now.packet(packet)

    def refresh(self) -> FormError | None:
        """Read again if a file changed; the fault of the newest files, or None."""
        with self._lock:
            stamp = _stamp(self._folder)
            if stamp != self._stamp:
                self._stamp = stamp
                self._fault = self._try()
            return self._fault

    def _try(self) -> FormError | None:
        try:
            self._now = self._read()
        except FormError as error:
            return error
        except LookupError as error:
            return FormError(self._folder, 0, str(error.args[0]))
        return None

    def _read(self) -> SiteCatalog:
        library = read_library(self._folder)
        packet = preview_packet(library, self._only)
        asked = {(step.form, step.version, self._language) for step in packet.steps}
        shown = FormLibrary({key: f for key, f in library.forms.items() if key in asked}, {PREVIEW: packet})
        # A preview shows a value that the demo does not know as its name: `check` reports it.
        missing = shown.missing_values(set(self._values), self._language)
        values = {name: f"[{name}]" for name in missing} | dict(self._values)
        return site_catalog(shown, {self._language: values}, self._folder)


def preview_language(folder: Path, only: str, wanted: str) -> str:
    """The language wanted, or the first form's own. FormError, and LookupError for a form that lacks it."""
    library = read_library(folder)
    asked = [(step.form, step.version) for step in preview_packet(library, only).steps if not step.review]
    found = wanted or next(language for *form, language in library.forms if tuple(form) == asked[0])
    if lacking := [
        f"{form}@{version}" for form, version in asked if (form, version, found) not in library.forms
    ]:
        raise LookupError(f"not every form has the language `{found}`: {', '.join(lacking)}")
    return found


def preview_packet(library: FormLibrary, only: str) -> Packet:
    """One form; or the folder's packet; or, without packets, the newest of each form, questions first. LookupError."""
    forms = {f"{form.id}@{form.version}": form for form in library.forms.values()}
    if only and only not in forms:
        raise LookupError(f"there is no form {only}; there is {', '.join(forms) or 'none'}")
    if not only and library.packets:
        return replace(next(iter(library.packets.values())), id=PREVIEW)
    chosen = [forms[only]] if only else _newest(forms.values())
    if not chosen:
        raise LookupError("no form is here; `consentapp forms new` begins one")
    return Packet(PREVIEW, "1", "Preview", tuple(PacketStep(form.id, form.version) for form in chosen))


def _newest(forms: Iterable[Form]) -> list[Form]:
    """The highest version of each form, screening before consent, as a packet would have them."""
    newest = {form.id: form for form in sorted(forms, key=_version)}
    return sorted(newest.values(), key=lambda form: (form.kind == "consent", form.id))


def _version(form: Form) -> tuple[int, ...]:
    return tuple(map(int, form.version.split(".")))


def _stamp(folder: Path) -> Stamp:
    """What changes when a file of the folder does. A file that goes away meanwhile is a change as well."""
    found: list[tuple[str, int, int]] = []
    for path in sorted(folder.rglob("*.*")):
        with suppress(FileNotFoundError):
            status = path.lstat()
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)
