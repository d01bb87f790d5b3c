"""Logout requests that come without the browser's cookies: from a program, or by a form of another site."""

from flask import redirect
from werkzeug.wrappers import Response

from idp.actors import visitor
from idp.clients.subjects.naming import find_subject
from idp.infrastructure.database import current_session, expect_writes
from idp.oauth.cross_site_posts import address_of_post
from idp.protocol.client import Client
from idp.protocol.logout_request import HintFacts, LogoutRequest, SignOut, decide_logout
from idp.sessions import SignedIn, SsoSession, is_kept_here
from idp.signin.sign_out import sign_out


def ask_again_with_cookies(asked: LogoutRequest, hint: HintFacts | None, client: Client | None) -> Response:
    """Redirect a POST to the GET that brings the cookies, if there are any. What the hint proves has ended by then: a
    program need not follow."""
    expect_writes()
    decision = decide_logout(asked, hint, client, None)
    if isinstance(decision, SignOut):
        end_elsewhere(decision, hint, client)
    return redirect(address_of_post(), 303)


def end_elsewhere(decision: SignOut, hint: HintFacts | None, client: Client | None) -> SignedIn | None:
    """End the session that the hint names and this browser does not hold, where it is one of the hint's person.

    Returns it where the browser has its cookie still: it is then the one whose post without cookies has ended it.
    """
    row = current_session().get(SsoSession, decision.elsewhere) if decision.elsewhere else None
    if row is None or hint is None or client is None or find_subject(row.account_id, client) != hint.subject:
        return None
    ended = SignedIn.of(row)
    sign_out(current_session(), [ended], visitor(), client_id=client.client_id)
    return ended if is_kept_here(row) else None
