"""The process that lays out one document and ends: HTML on standard input, PDF on standard output.

It is started by renderer.py alone. It takes its limits upon itself before it reads the first byte, and serves nothing but
the fonts and the stylesheet to what it reads.
"""

import ctypes
import gc
import json
import logging
import resource
import sys
from pathlib import Path
from typing import Any, NoReturn

NEW_USER = 0x10000000
NEW_NET = 0x40000000
LARGEST_FILE = 64 << 20


class Listener(logging.Handler):
    """What the layout program says: characters without a font, and all else that it should not have to say."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: dict[str, None] = {}
        self.complaints: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the words of the message without its values: those may be a patient's."""
        if record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.missing[str(record.args[0])] = None
        else:
            self.complaints.append(record.msg)


def main(order: dict[str, Any]) -> None:
    """Reads, lays out, writes. Ends with a line of JSON on standard error, and 1, when there is no document."""
    _confine(order["cpu_seconds"], order["memory_bytes"])
    html = sys.stdin.buffer.read().decode()
    listener = Listener()
    logging.getLogger("weasyprint").addHandler(listener)
    try:
        pdf = _laid_out(html, order)
    except MemoryError:
        _give_up(reason="It needed more memory than a document may take.")
    except RecursionError:
        _give_up(reason="Its parts are nested too deeply.")
    except Exception as error:  # noqa: BLE001 - the parent needs a word, and the words of the error may be a patient's
        _give_up(reason=f"The layout program failed with {type(error).__name__}.")
    if listener.missing:
        _give_up(missing="".join(listener.missing))
    if listener.complaints:
        _give_up(reason=f"The layout program complained: {listener.complaints[0]}")
    sys.stdout.buffer.write(pdf)


def _laid_out(html: str, order: dict[str, Any]) -> bytes:
    from weasyprint import HTML

    from consentapp.documents.assets import AssetFetcher
    from consentapp.documents.finish import VARIANT, write

    # Nothing is freed before this process ends; looking for what could be takes a tenth of the time.
    gc.disable()
    fetcher = AssetFetcher(Path(order["fonts"]), Path(order["styles"]))
    document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(pdf_variant=VARIANT)
    pdf = write(document, made_at=order["made_at"])
    # The fetcher's refusal alone does not stop a document: it is swallowed inside pictures.
    if fetcher.refused:
        _give_up(reason=f"It asked for {len(fetcher.refused)} thing(s) outside itself.")
    return pdf


def _confine(cpu_seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    # A core file would hold the patient's text.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None)
    # A network of its own, without a single address. Where the system forbids it, the closed fetcher stands alone.
    if libc.unshare(NEW_NET) != 0:
        libc.unshare(NEW_USER | NEW_NET)


def _give_up(**why: str) -> NoReturn:
    sys.stderr.write("\n" + json.dumps(why) + "\n")
    raise SystemExit(1)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
