"""Security headers on every answer: one strict Content-Security-Policy, with the single exception it needs."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# allauth draws the TOTP secret as a data: image; that page alone may show one.
TOTP_PATH = "/account/2fa/totp/activate/"


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set the policy unless the view has set a stricter one of its own (documents do)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = (
            POLICY.replace("img-src 'self'", "img-src 'self' data:") if request.path == TOTP_PATH else POLICY
        )
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        if not request.path.startswith("/static/"):
            # Pages hold ratings and names: no shared or back-forward cache may keep them after sign-out.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
