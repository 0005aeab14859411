"""Starts one process a document, lets it do one thing, and says in a sentence why when it does not."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import consentapp
from consentapp.documents.errors import DocumentError, FontMissing, RenderFailed
from consentapp.documents.fonts import built_dir, package_for
from consentapp.documents.summary import summary_html
from consentapp.domain.summary import Summary
from consentapp.domain.times import moment
from consentapp.ports import NotRendered
from consentapp.resources import resource_dir
from consentapp.translations import SHIPPED, Catalogues


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one document may take. A long one takes two seconds and less than 250 MB on a small machine."""

    cpu_seconds: int = 20
    wall_seconds: float = 60
    memory_bytes: int = 1536 << 20


@dataclass(frozen=True)
class SummaryRenderer:
    """Implements `ports.Renderer`."""

    phrases: Catalogues = SHIPPED

    def summary_pdf(self, summary: Summary) -> bytes:
        try:
            return render(summary_html(summary, self.phrases), made_at=summary.made_at)
        except DocumentError as error:
            raise NotRendered(str(error)) from error


def render(html: str, *, made_at: str, limits: Limits = Limits(), fontconfig: Path | None = None) -> bytes:
    """A PDF that is PDF/A-3a and PDF/UA-1, with an empty field for the seal; the same bytes for the same HTML and date.

    `fontconfig` names another list of fonts than the system's. Raises FontMissing when a character has no font, and
    RenderFailed when the document asks for anything, needs more than its limits, or makes the layout program complain.
    """
    order = {
        "cpu_seconds": limits.cpu_seconds,
        "memory_bytes": limits.memory_bytes,
        "made_at": moment(made_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fonts": str(built_dir()),
        "styles": str(resource_dir("pdfs")),
    }
    with tempfile.TemporaryDirectory(prefix="consentapp-document-") as private:
        ended, pdf, said = _run(order, html, private, limits.wall_seconds, fontconfig)
    if ended == 0 and pdf.startswith(b"%PDF-"):
        return pdf
    raise _failure(ended, said, limits)


def _run(
    order: dict[str, object], html: str, private: str, wall_seconds: float, fontconfig: Path | None
) -> tuple[int, bytes, bytes]:
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "consentapp.documents.child", json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=private,
        env=_environment(private, fontconfig),
        start_new_session=True,
    )
    with child:
        try:
            pdf, said = child.communicate(html.encode("utf-8", "replace"), timeout=wall_seconds)
        except subprocess.TimeoutExpired as late:
            raise RenderFailed(f"It was not ready after {wall_seconds:g} seconds.") from late
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
    return child.returncode, pdf, said


def _environment(private: str, fontconfig: Path | None) -> dict[str, str]:
    """Nothing of ours: no settings, no secrets, no proxy."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(consentapp.__file__).parent.parent),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": private,
        "TMPDIR": private,
        "XDG_CACHE_HOME": private,
    }
    return environment | ({"FONTCONFIG_FILE": str(fontconfig)} if fontconfig else {})


def _failure(ended: int, said: bytes, limits: Limits) -> Exception:
    why = _last_words(said)
    if missing := why.get("missing"):
        package = package_for(missing[0])
        return FontMissing(package, "".join(c for c in missing if package_for(c) == package)[:20])
    if reason := why.get("reason"):
        return RenderFailed(reason)
    if ended == -signal.SIGXCPU:
        return RenderFailed(f"It took more than {limits.cpu_seconds} seconds of the processor.")
    if ended < 0:
        return RenderFailed(f"The layout process was stopped by {signal.Signals(-ended).name}.")
    return RenderFailed("The layout process broke off.")


def _last_words(said: bytes) -> dict[str, str]:
    """The child's own line, after whatever libraries have written; an empty one when it could not say anything."""
    lines = said.splitlines() or [b""]
    try:
        words = json.loads(lines[-1])
    except ValueError:
        return {}
    return words if isinstance(words, dict) else {}
