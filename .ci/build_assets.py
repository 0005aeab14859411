"""Builds consentapp/static/built/ from consentapp/static/ and node_modules/, and compiles the translations. Called by `make assets`.

The same inputs give the same bytes. The folder is made anew beside its place and then moved there, so that a server
never reads half of it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import translations
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "consentapp" / "static"
MODULES = ROOT / "node_modules"
BUILT = STATIC / "built"

# Print: whole files. Several subsets of one family make the PDF engine draw wrong letters.
PRINT_FONTS = {
    "source-sans": ["SourceSans3-Regular", "SourceSans3-It", "SourceSans3-Semibold", "SourceSans3-Bold"],
    "source-serif": ["SourceSerif4-Regular", "SourceSerif4-It", "SourceSerif4-Semibold", "SourceSerif4-Bold"],
}

# Screen headings: the ranges stand in scss/_type.scss too, where they decide which file a page fetches.
SCREEN_SOURCE = MODULES / "source-serif" / "TTF" / "SourceSerif4-Semibold.ttf"
SCREEN_NAME = "House Serif"  # a changed font may not carry the name that its licence reserves
SCREEN_FONTS = {
    "house-serif-semibold": "U+20-7E,U+A0-17F,U+218-21B,U+2010-2026,U+2039-203A,U+20AC",
    "house-serif-semibold-more": "U+1A0-1B0,U+300-36F,U+37E-3CE,U+400-45F,U+490-491,U+1EA0-1EF9",
}

LICENCES = {
    "signature_pad": "signature_pad/LICENSE",
    "source-sans": "source-sans/LICENSE.md",
    "source-serif": "source-serif/LICENSE.md",
}

# The package carries no licence file.
GOVUK_FRONTEND_LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def run(tool: str, *arguments: str) -> None:
    subprocess.run([MODULES / ".bin" / tool, *arguments], cwd=ROOT, check=True)


def build_styles(out: Path) -> None:
    run(
        "sass",
        "--no-source-map",
        "--style=compressed",
        "--load-path=node_modules/govuk-frontend/dist",
        "consentapp/static/house.scss",
        str(out / "house.css"),
    )


def mirror_styles(out: Path) -> None:
    """The same for languages that are written from right to left."""
    run("rtlcss", "--silent", str(out / "house.css"), str(out / "house.rtl.css"))


def build_scripts(out: Path) -> None:
    run(
        "esbuild",
        "consentapp/static/house.js",
        "consentapp/static/signature.js",
        "consentapp/static/reading.js",
        "consentapp/static/passkey.js",
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--legal-comments=none",
        "--log-level=warning",
        f"--outdir={out}",
    )


def build_print_fonts(fonts: Path) -> None:
    for package, names in PRINT_FONTS.items():
        for name in names:
            shutil.copyfile(MODULES / package / "TTF" / f"{name}.ttf", fonts / f"{name}.ttf")


def build_screen_fonts(fonts: Path) -> None:
    for name, ranges in SCREEN_FONTS.items():
        options = subset.Options()
        options.flavor = "woff2"
        options.hinting = False
        options.layout_features = ["ccmp", "kern", "locl"]
        font = TTFont(SCREEN_SOURCE, recalcTimestamp=False)
        rename(font)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=subset.parse_unicodes(ranges))
        subsetter.subset(font)
        subset.save_font(font, fonts / f"{name}.woff2", options)


def rename(font: TTFont) -> None:
    names = {
        1: SCREEN_NAME,
        3: f"{SCREEN_NAME} SemiBold",
        4: f"{SCREEN_NAME} SemiBold",
        6: "HouseSerif-SemiBold",
    }
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID in (16, 17, 18, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)


def build_licences(licences: Path) -> None:
    (licences / "govuk-frontend.txt").write_text(GOVUK_FRONTEND_LICENCE, encoding="utf-8")
    for package, path in LICENCES.items():
        shutil.copyfile(MODULES / path, licences / f"{package}.txt")
    note = "fonts/house-serif-*.woff2 are subsets of Source Serif 4 Semibold, renamed, under the licence below.\n\n"
    text = (licences / "source-serif.txt").read_text(encoding="utf-8")
    (licences / "source-serif.txt").write_text(note + text, encoding="utf-8")


def main() -> int:
    new = STATIC / "built.new"
    shutil.rmtree(new, ignore_errors=True)
    (new / "fonts").mkdir(parents=True)
    (new / "licences").mkdir()
    build_styles(new)
    mirror_styles(new)
    build_scripts(new)
    shutil.copyfile(STATIC / "icon.svg", new / "icon.svg")
    build_print_fonts(new / "fonts")
    build_screen_fonts(new / "fonts")
    build_licences(new / "licences")
    shutil.rmtree(BUILT, ignore_errors=True)
    new.rename(BUILT)
    translations.compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
