"""Who is signed in on a page of an account's own, and a recent proof of it before something sensitive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.sent_form import CARRIED_ON, held_form
from idp.infrastructure.web.time_limits import use_time_limit
from idp.sessions.lifecycle import SignedIn
from idp.sessions.time_limit import session_time_limit
from idp.sessions.web import current_sign_in

P = ParamSpec("P")
RECENT = timedelta(minutes=10)
_EXTENSION = "einlass session check"


class SignInNeeded(HTTPException):
    """Raised to lead the person to the sign-in page and back; ``is_fresh`` asks for it in a live session too."""

    def __init__(self, *, is_fresh: bool) -> None:
        start = url_for("signin.start", next=came_for(), fresh="1" if is_fresh else None)
        super().__init__(response=redirect(start, 303))


class _AnsweredOtherwise(HTTPException):
    """Raised to answer with ``response`` instead of what was asked for."""

    def __init__(self, response: Response) -> None:
        super().__init__(response=response)


@dataclass(frozen=True, slots=True)
class SessionChecks:
    """What pages of an account's own ask of a session, decided further up; all is called outside any transaction.

    ``is_enough`` says whether a session opens the pages of its account. ``hold`` keeps the form of this request until
    the person of the session has confirmed who they are, and leads there. ``carry_on`` takes up the form that waited
    with an interaction, by its id; it returns where to go instead, for one that is no longer there.
    """

    is_enough: Callable[[SignedIn], bool]
    hold: Callable[[SignedIn], Response]
    carry_on: Callable[[SignedIn, str], Response | None]


def came_for() -> str:
    """The page to come back to; for a form the page that it was sent from, because it may have none of its own."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return urlsplit(request.referrer or "").path or request.path


def init_session_checks(app: Application, checks: SessionChecks) -> None:
    """Tell the application what is asked of a session."""
    app.extensions[_EXTENSION] = checks


def _checks() -> SessionChecks:
    return cast(SessionChecks, current_app.extensions[_EXTENSION])


def required_sign_in() -> SignedIn:
    """Who is signed in, with all that the pages of this account ask for; otherwise the person is led to the sign-in, or
    to what is missing, and back."""
    signed_in = current_sign_in()
    if signed_in is None or not _is_enough(signed_in):
        raise SignInNeeded(is_fresh=False)
    use_time_limit(session_time_limit(signed_in))
    _carry_on(signed_in)
    return signed_in


def _carry_on(signed_in: SignedIn) -> None:
    """Let the request be about the form that waited, where it says so; once a request."""
    interaction_id = request.args.get(CARRIED_ON)
    if request.method == "GET" or interaction_id is None or held_form() is not None:
        return
    elsewhere = _checks().carry_on(signed_in, interaction_id)
    if elsewhere is not None:
        raise _AnsweredOtherwise(elsewhere)


def _is_enough(signed_in: SignedIn) -> bool:
    """Asked once a request."""
    if g.get("session_found_enough") != signed_in.session_id:
        if not _checks().is_enough(signed_in):
            return False
        g.session_found_enough = signed_in.session_id
    return True


def recent_sign_in() -> SignedIn:
    """Who has signed in within the last minutes; otherwise the person is asked to confirm who they are.

    A form that is sent waits for that and is carried on with; call it once its entries are found to be good.
    """
    signed_in = required_sign_in()
    if not is_recent(signed_in):
        raise confirmation_needed(signed_in)
    return signed_in


def confirmation_needed(signed_in: SignedIn) -> HTTPException:
    """What to raise where the person has to confirm who they are, and comes back afterwards."""
    return SignInNeeded(is_fresh=True) if request.method == "GET" else _AnsweredOtherwise(_checks().hold(signed_in))


def is_recent(signed_in: SignedIn) -> bool:
    """Whether the person proved within the last minutes who they are."""
    return current_time() - signed_in.authenticated_at <= RECENT


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
