"""Security headers: on every response, unless it brings its own.

Two things are left open on purpose. There is no ``Cross-Origin-Opener-Policy`` that isolates: relying parties open the
sign-in in a popup and wait for its word, which any isolation of ours would cut. And ``form-action`` stands only on
pages whose forms stay here: Chromium and Safari apply it to every redirect after a form, the relying party's own ones
included, so a page whose form ends at a relying party calls :func:`allow_forms_to_leave` (decision 0034). Images come
from here; a page that shows a client's logo calls :func:`allow_image`, which opens that one origin. A page whose frames
are of clients calls :func:`allow_frame` for each, and has no others.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Response, g

from idp.infrastructure.web.application import Application

REFERRER_POLICY = "same-origin"
STRICT_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FIXED = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # The browser keeps an address to itself towards other sites; our own forms still say where they come from.
    ("referrer-policy", REFERRER_POLICY),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "unsafe-none"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)",
    ),
)
_HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")


def page_csp(*, keeps_forms: bool = True, images: Iterable[str] = (), frames: Iterable[str] = ()) -> str:
    """The policy of a page: whether its forms must stay with us, the sources besides ourselves of its images, and those
    of its frames, ourselves without any."""
    frame_sources = " ".join(frames) or "'self'"
    form_action = "form-action 'self'; " if keeps_forms else ""
    image_sources = " ".join(["'self'", "data:", *images])
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {image_sources}; font-src 'self'; "
        f"connect-src 'self'; frame-src {frame_sources}; {form_action}frame-ancestors 'none'; base-uri 'none'"
    )


PAGE_CSP = page_csp()


def allow_forms_to_leave() -> None:
    """Let the forms of this page end at a relying party, wherever that sends the browser next."""
    g.forms_leave = True


def allow_image(uri: str | None) -> str | None:
    """Let this page show the image at ``uri``; None where its origin can't be named alone in the policy."""
    return _allow("image_sources", uri)


def allow_frame(uri: str) -> str | None:
    """The same for a frame that loads ``uri``."""
    return _allow("frame_sources", uri)


def _allow(kind: str, uri: str | None) -> str | None:
    source = source_of(uri) if uri else None
    if source is None or "://" not in source:
        return None
    g.setdefault(kind, []).append(source)
    return uri


def source_of(uri: str) -> str | None:
    """The source expression of a URI (CSP Level 3, section 2.3.1); None for what is no URI.

    Its origin; for a scheme without hosts, and for what the grammar has no words for (an IPv6 host), the scheme alone.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not parts.scheme:
        return None
    if parts.scheme not in {"https", "http"} or not host or not host.isascii() or ":" in host or _separates(host):
        return f"{parts.scheme}:"
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _separates(host: str) -> bool:
    # In a policy these end the source or the directive.
    return any(sign in host for sign in " ;,'\"\t\r\n")


class SecurityHeaders:
    """WSGI middleware that completes the headers of every response."""

    def __init__(self, app: Any, is_https: bool) -> None:
        self._app = app
        self._fixed = (*_FIXED, _HSTS) if is_https else _FIXED

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        fixed = self._fixed

        def complete(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            given = {name.lower(): value for name, value in headers}
            headers.extend(pair for pair in fixed if pair[0] not in given)
            if "content-security-policy" not in given:
                is_page = given.get("content-type", "").startswith("text/html")
                headers.append(("content-security-policy", PAGE_CSP if is_page else STRICT_CSP))
            return start_response(status, headers, exc_info)

        return self._app(environ, complete)  # type: ignore[no-any-return]  # WSGI


def init_headers(app: Application) -> None:
    """Complete every response; pages may loosen ``form-action`` and ``img-src``, have other frames, and tighten
    ``Referrer-Policy``."""
    app.entrance = SecurityHeaders(app.entrance, app.settings.is_https)

    @app.after_request
    def say_what_the_page_needs(response: Response) -> Response:
        leaves, images, frames = (g.get("forms_leave", False), g.get("image_sources", ()), g.get("frame_sources", ()))
        if leaves or images or frames:
            policy = page_csp(keeps_forms=not leaves, images=dict.fromkeys(images), frames=dict.fromkeys(frames))
            response.headers["Content-Security-Policy"] = policy
        if referrer_policy := g.get("referrer_policy"):
            response.headers["Referrer-Policy"] = referrer_policy
        return response
