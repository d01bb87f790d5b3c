"""The answer to an authorization request that a live session gives at once: a code, ahead of Flask and of any page.

The decision is that of the view (:mod:`idp.oauth.authorize`). Whatever it needs beside a code, such as a page, another
session of the browser, an admission or an error, is left to the view, which goes on with what was parsed and looked up.
"""

from dataclasses import replace
from typing import Any

from werkzeug.http import parse_cookie

from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.machine_requests import MachineAnswer, parse_query
from idp.infrastructure.web.request_log import log_with_request
from idp.oauth.answering import issue_code
from idp.oauth.authorizations.adding import OwnerGone
from idp.oauth.pushed_requests.single_answer import consume_pushed_request
from idp.oauth.referenced_objects import is_by_reference
from idp.oauth.requests import PARSED, parse_request
from idp.oauth.resolved_session import resolve_session
from idp.oauth.responses import complete_answer, query_location
from idp.oauth.session_management.states import is_managed
from idp.oauth.situations import situation_of
from idp.portals.demands import demands_of
from idp.protocol.refused_request import RequestRefused
from idp.protocol.response_types import CODE
from idp.protocol.steps import Issue, decide_request
from idp.sessions import BrowserAccounts, SessionHandle, override_current
from idp.sessions.web import FOUND_EARLY, find_active, others_cookie_name, session_cookie_name
from idp.signin.steps import current_steps


def find_early_answer(environ: dict[str, Any]) -> MachineAnswer | None:
    """The redirect with a code, for a request whose session and client ask for nothing more; else None."""
    token, sent = _only_session(environ.get("HTTP_COOKIE", "")), parse_query(environ)
    if token is None or is_by_reference(sent):  # which the view fetches, once
        return None
    try:
        _, client = environ[PARSED] = parse_request(sent)
    except RequestRefused:
        return None
    active = find_active(token, demands_of(client).portal)
    if active is None:
        return None
    environ[FOUND_EARLY] = active
    return _answer(environ, active)


def _only_session(cookie: str) -> str | None:
    """The value of the session cookie, where the browser holds no session beside."""
    is_https = current_settings().is_https
    cookies = parse_cookie(cookie)
    return None if others_cookie_name(is_https) in cookies else cookies.get(session_cookie_name(is_https))


def _answer(environ: dict[str, Any], active: SessionHandle) -> MachineAnswer | None:
    asked, client = environ[PARSED]
    if asked.response_type != CODE or asked.response_mode != "query" or is_managed(client):
        return None
    override_current(BrowserAccounts(active))
    situation = situation_of(asked, client, resolve_session(asked, client, None), None)
    decision = decide_request(current_steps(), situation)
    if not isinstance(decision, Issue) or situation.joins_portal or situation.facts.organization.is_news:
        return None
    if not consume_pushed_request(asked.pushed_as, client):
        return None
    # Where no code follows, the view gives the one answer.
    environ[PARSED] = replace(asked, pushed_as=None), client
    try:
        code = issue_code(situation, decision, active.signed_in)
    except OwnerGone:
        return None
    log_with_request(client_id=client.client_id)
    location = query_location(asked.redirect_uri, complete_answer(asked.channel, {"code": code}))
    return MachineAnswer(b"", 303, [("Location", location)])
