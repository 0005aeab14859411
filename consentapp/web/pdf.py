"""A PDF on its way out."""

from werkzeug.wrappers import Response


def pdf_response(pdf: bytes, name: str, *, download: bool) -> Response:
    """To keep, or to look at and print."""
    shown = "attachment" if download else "inline"
    headers = {"Content-Disposition": f'{shown}; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
