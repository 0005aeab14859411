"""What every response says to the browser."""

from flask import Response, request

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
}

ALWAYS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items()),
    "X-Content-Type-Options": "nosniff",
    # With `no-referrer` browsers send `Origin: null`, and every POST over HTTPS would be refused (DESIGN 7).
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Robots-Tag": "noindex",
}


def add_headers(response: Response) -> Response:
    """Strict content policy everywhere; nothing but our own CSS, scripts and fonts may be kept by a browser."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    else:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
