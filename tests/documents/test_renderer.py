"""The renderer gives a document or a reason, within its limits, and serves nothing but our own fonts and style."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from consentapp.documents.errors import RenderFailed
from consentapp.documents.renderer import Limits, render
from consentapp.documents.summary import summary_html
from tests.documents.builders import a_summary
from tests.documents.reading import text_of

MADE_AT = "2026-11-23T18:05:06.123Z"
HEAD = '<html lang="en"><head><title>t</title><link rel="stylesheet" href="asset:print.css"></head><body><h1>t</h1>'


def page(body: str) -> str:
    return f"{HEAD}{body}</body></html>"


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


VECTORS = (
    '<img src="{}" alt="x">',
    '<link rel="stylesheet" href="{}">',
    "<style>@import url({});</style>",
    "<p style=\"background: url('{}')\">x</p>",
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    '<ul style="list-style-image: url({})"><li>x</li></ul>',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><use href="{}#a"/></svg>',
    '<object data="{}">x</object><embed src="{}">',
    '<link rel="attachment" href="{}">',
    '<p><a rel="attachment" href="{}">x</a></p>',
    "<style>@color-profile --x {{ src: url({}) }} p {{ color: color(--x 1 1 1 1) }}</style><p>x</p>",
    '<link rel="xml" href="{}"><iframe src="{}"></iframe><base href="{}"><img src="y" alt="y">',
)


@pytest.mark.parametrize("vector", VECTORS)
def test_a_document_that_asks_for_anything_is_not_made_or_gets_nothing(vector: str, tmp_path: Path) -> None:
    """AB-06: no file is read, no connection is opened, whatever is asked for in whichever way."""
    secret = tmp_path / "secret.css"
    secret.write_text("h1::after { content: 'OPENED' }")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        web = f"http://127.0.0.1:{listener.getsockname()[1]}/x.css"
        for address in (secret.as_uri(), web):
            html = page(vector.replace("{}", address).replace("{{", "{").replace("}}", "}"))
            assert "OPENED" not in _text_or_reason(html)
        with pytest.raises(TimeoutError):
            listener.accept()


def _text_or_reason(html: str) -> str:
    try:
        return text_of(render(html, made_at=MADE_AT))
    except RenderFailed as refused:
        return refused.reason


def test_what_a_document_asked_for_fails_it_even_where_the_layout_program_would_go_on() -> None:
    """AB-06: a refusal inside a picture is swallowed, so the list of refusals is looked at afterwards."""
    with pytest.raises(RenderFailed, match=r"outside itself|complained"):
        render(page(VECTORS[7].replace("{}", "asset:../seal.py")), made_at=MADE_AT)


def test_a_document_that_burns_the_processor_is_stopped_and_named() -> None:
    """FT-11, AB-08."""
    burning = page(f'<p style="overflow-wrap: anywhere; width: 1mm">{"x" * 300_000}</p>')
    with pytest.raises(RenderFailed, match="more than 2 seconds of the processor"):
        render(burning, made_at=MADE_AT, limits=Limits(cpu_seconds=2, wall_seconds=30))
    assert not children()


def test_a_document_that_is_late_is_killed_with_everything_it_started() -> None:
    """FT-11."""
    started = time.monotonic()
    with pytest.raises(RenderFailed, match=r"not ready after 0\.2 seconds"):
        render(page("<p>x</p>"), made_at=MADE_AT, limits=Limits(wall_seconds=0.2))
    assert time.monotonic() - started < 3
    assert not children()


def test_a_document_that_wants_too_much_memory_gets_a_reason() -> None:
    """FT-11, AB-08."""
    with pytest.raises(RenderFailed):
        render(summary_html(a_summary()), made_at=MADE_AT, limits=Limits(memory_bytes=150 << 20))


def test_two_documents_at_once_hold_nothing_of_each_other() -> None:
    """AB-29: one process a document, a private folder, no cache."""
    ada, bob = (page(f"<p>{name} only</p>") for name in ("Adalovelace", "Bobdylan"))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda html: render(html, made_at=MADE_AT), [ada, bob] * 4))
    assert len({made[0], made[2], made[4], made[6]}) == 1
    assert len({made[1], made[3], made[5], made[7]}) == 1
    assert "Adalovelace only" in text_of(made[0])
    assert "Bobdylan" not in text_of(made[0])
    assert "Adalovelace" not in text_of(made[1])


def test_the_same_summary_gives_the_same_bytes(letter: bytes) -> None:
    """The copy of record can be made again from the facts and compared."""
    summary = a_summary()
    assert render(summary_html(summary), made_at=summary.made_at) == letter


def test_a_later_date_gives_other_bytes_and_no_other_date_is_in_the_file(letter: bytes) -> None:
    other = render(summary_html(a_summary()), made_at="2026-11-23T18:05:07.000Z")
    assert other != letter
    assert b"xmp:CreateDate" in letter or b"/CreationDate" in letter


def test_the_child_has_no_network_where_the_system_lets_it_close_it() -> None:
    """AB-06: even a fetcher that forgot to refuse would reach nobody."""
    reach = (
        "import socket, sys; from consentapp.documents.child import _confine; _confine(5, 1 << 30);"
        "socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=1)"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        reached = subprocess.run([sys.executable, "-c", reach, port], capture_output=True, check=False)
    if reached.returncode == 0:
        pytest.skip("this system lets nobody close the network of a process")
    assert b"Network is unreachable" in reached.stderr or b"Cannot assign" in reached.stderr


def test_no_folder_and_no_process_is_left_behind(tmp_path: Path) -> None:
    before = set(Path(tempfile.gettempdir()).glob("consentapp-document-*"))
    worker = threading.Thread(target=lambda: render(page("<p>x</p>"), made_at=MADE_AT))
    worker.start()
    worker.join()
    assert set(Path(tempfile.gettempdir()).glob("consentapp-document-*")) <= before
    assert not children()


def test_html_that_makes_the_layout_program_complain_is_not_a_document() -> None:
    """Fail closed: an accessible file cannot come from a picture without words."""
    with pytest.raises(RenderFailed, match="complained"):
        render("<html><head><title>t</title></head><body><h1>no language</h1></body></html>", made_at=MADE_AT)
