"""All that a document may ask for: the stylesheet and the fonts, by name."""

from pathlib import Path
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from consentapp.documents.fonts import BUILT

STYLESHEET = "print.css"


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `asset:` names from two folders and nothing else; `refused` remembers what else was asked for."""

    def __init__(self, fonts: Path, styles: Path) -> None:
        super().__init__(allowed_protocols=())
        self.refused: list[str] = []
        self._files = {f"asset:{name}": (fonts / name, "font/ttf") for name in BUILT}
        self._files[f"asset:{STYLESHEET}"] = (styles / STYLESHEET, "text/css")

    def fetch(self, url: str, _headers: Any = None) -> Any:
        """The asset's bytes. Refuses (ValueError) every other address."""
        if url not in self._files:
            self.refused.append(url)
            raise ValueError("a document asks for nothing outside itself")
        path, content_type = self._files[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})
