"""A QR code as the `d` of one SVG path: no image to fetch, no style to allow."""

import segno


def qr_path(address: str) -> tuple[str, int]:
    """The path, and the size of its square box, quiet zone included."""
    matrix = segno.make(address, micro=False, error="m").matrix
    border = 4
    squares = (
        f"M{x + border},{y + border}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    )
    return "".join(squares), len(matrix) + 2 * border
