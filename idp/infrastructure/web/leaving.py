"""Views that lead to a relying party, for the pages before them: their forms end there (decision 0034)."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException

_View = TypeVar("_View", bound=Callable[..., object])
_MARK = "leads_away"


def leads_away(view: _View) -> _View:
    """Mark a view whose answer is a redirect to a relying party."""
    setattr(view, _MARK, True)
    return view


def ends_away(path: str | None) -> bool:
    """Whether this path of ours, to be opened after a form, is of such a view."""
    urls = current_app.create_url_adapter(request)
    if not path or urls is None:
        return False
    try:
        endpoint, _ = urls.match(urlsplit(path).path, method="GET")
    except HTTPException:
        return False
    return bool(getattr(current_app.view_functions[endpoint], _MARK, False))
