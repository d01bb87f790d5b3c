"""The pages of a sign-out: asking whom it is about, and the end of one that leads nowhere else."""

from collections.abc import Iterable

from flask import request, url_for
from werkzeug.wrappers import Response

from idp.accounts.summaries import AccountSummary, account_summaries
from idp.clients.registry import find_client
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.pages import portal_key, render_page, use_portal
from idp.interactions.way_back import decide_home
from idp.oauth.refusal_log import log_refusal
from idp.portals.registry import current_portal
from idp.protocol.client import Client
from idp.protocol.errors import InvalidRequest
from idp.protocol.logout_request import AskConfirmation, LogoutRequest
from idp.sessions import BrowserAccounts, SessionHandle, current_accounts

END_SESSION = "end_session"
"""What the log calls the endpoint."""


def ask_confirmation(
    asked: LogoutRequest, decision: AskConfirmation, client: Client | None, accounts: BrowserAccounts
) -> Response:
    """Ask whether the account of ``decision.sid``, or everybody, is to be signed out of this browser."""
    if decision.redirect is not None:
        allow_forms_to_leave()
    shown = accounts.find(decision.sid) if decision.sid else None
    return render_page(
        "oauth/confirm_logout.html",
        account=next(iter(_summaries([shown] if shown else [])), None),
        others=_summaries(each for each in accounts.all_sessions if each is not shown),
        session_id=decision.sid,
        client=client,
        fields=asked.to_parameters(),
        stay_url=url_for("accounts.home"),
        mismatch=_note_mismatch(asked, decision, client),
    )


def signed_out() -> Response:
    """The page behind a sign-out that leads nowhere else; it offers the way back that it may not take by itself."""
    client = find_client(request.args.get("client_id", ""))
    use_portal(client.portal if client else None)
    remaining = _summaries(current_accounts().all_sessions)
    return render_page(
        "oauth/signed_out.html",
        back=decide_home(client, current_portal()),
        remaining=remaining,
        sign_in_url=url_for("signin.start", portal=portal_key(), account="choose" if remaining else None),
    )


def signed_out_url(client: Client | None) -> str:
    """The address of :func:`signed_out`, with the way back to the client."""
    return url_for("oauth.signed_out", client_id=client.client_id if client else None)


def _note_mismatch(asked: LogoutRequest, decision: AskConfirmation, client: Client | None) -> dict[str, object] | None:
    """What the page says of a return address that is not registered, which the log tells as well; None without one."""
    if decision.received is None:
        return None
    error = InvalidRequest(
        "The post_logout_redirect_uri is not registered for this application.",
        next_step="where the address is the application's own, register it with `idp clients edit` and "
        "--post-logout-redirect-uri",
    )
    log_refusal(END_SESSION, error, client.client_id if client else asked.client_id, asked.to_parameters())
    return {"received": decision.received, "registered": decision.registered}


def _summaries(shown: Iterable[SessionHandle]) -> list[AccountSummary]:
    ids = [each.signed_in.account_id for each in shown]
    summaries = account_summaries(ids)
    return [summaries[each] for each in ids if each in summaries]
