"""How a sign-in goes on once a factor was checked. What it still lacks is decided further up (``signin.pipeline``)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app
from werkzeug.wrappers import Response

from idp.infrastructure.web.application import Application
from idp.interactions import Interaction

_EXTENSION = "einlass sign-in continuation"


@dataclass(frozen=True, slots=True)
class Continuation:
    """``advance`` leads the sign-in of a row within the request's transaction on; ``next_url`` only tells the page.
    ``resume_url`` is the way back to what the browser came for."""

    advance: Callable[[Interaction], Response]
    next_url: Callable[[Interaction], str]
    resume_url: Callable[[Interaction], str]


def init_continuation(app: Application, continuation: Continuation) -> None:
    """Tell the application how a sign-in goes on."""
    app.extensions[_EXTENSION] = continuation


def current_continuation() -> Continuation:
    """How a sign-in goes on in this application."""
    return cast(Continuation, current_app.extensions[_EXTENSION])
