"""A recent proof of who is there, before something sensitive is shown or changed."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from idp.infrastructure.clock import now
from idp.sessions.lifecycle import SignedIn
from idp.sessions.web import current_sign_in

P = ParamSpec("P")
RECENT = timedelta(minutes=10)


class SignInNeeded(HTTPException):
    """Raised to lead the person to the sign-in page and back; ``is_fresh`` asks for it in a live session too."""

    def __init__(self, *, is_fresh: bool) -> None:
        start = url_for("signin.start", next=_came_for(), fresh="1" if is_fresh else None)
        super().__init__(response=redirect(start, 303))


def _came_for() -> str:
    """The page to come back to; for a form the page that it was sent from, because it may have none of its own."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return urlsplit(request.referrer or "").path or request.path


def required_sign_in() -> SignedIn:
    """Who is signed in; otherwise the person is led to the sign-in and back."""
    signed_in = current_sign_in()
    if signed_in is None:
        raise SignInNeeded(is_fresh=False)
    return signed_in


def recent_sign_in() -> SignedIn:
    """Who has signed in within the last minutes; otherwise the person is asked to do so again."""
    signed_in = required_sign_in()
    if not is_recent(signed_in):
        raise SignInNeeded(is_fresh=True)
    return signed_in


def is_recent(signed_in: SignedIn) -> bool:
    """Whether the person proved within the last minutes who they are."""
    return now() - signed_in.authenticated_at <= RECENT


def sign_in_required(view: Callable[P, Response]) -> Callable[P, Response]:
    """Open ``view`` to people who are signed in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        required_sign_in()
        return view(*args, **kwargs)

    return guarded


def recent_sign_in_required(view: Callable[P, Response]) -> Callable[P, Response]:
    """Open ``view`` to people who have signed in within the last minutes."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        recent_sign_in()
        return view(*args, **kwargs)

    return guarded
