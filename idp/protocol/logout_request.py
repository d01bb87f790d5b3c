"""RP-Initiated Logout 1.0: what a logout request asks, and how far it is to be trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from idp.protocol.client import Client
from idp.protocol.errors import HintOfOtherClient
from idp.protocol.redirect_uris import is_registered_for_logout
from idp.protocol.request_facts import SessionFacts
from idp.protocol.steps import Refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """The parameters of RP-Initiated Logout 1.0 §2, as sent, unverified."""

    id_token_hint: str | None = None
    logout_hint: str | None = None
    client_id: str | None = None
    post_logout_redirect_uri: str | None = None
    state: str | None = None
    ui_locales: tuple[str, ...] = ()

    def to_parameters(self) -> dict[str, str]:
        """JSON-able parameters from which `parse_logout_request` makes an equal request again."""
        values = {
            "id_token_hint": self.id_token_hint,
            "logout_hint": self.logout_hint,
            "client_id": self.client_id,
            "post_logout_redirect_uri": self.post_logout_redirect_uri,
            "state": self.state,
            "ui_locales": " ".join(self.ui_locales),
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class HintFacts:
    """What an `id_token_hint` says whose signature and issuer were verified; it may have expired (§2)."""

    subject: str
    client_id: str
    sid: str | None = None


@dataclass(frozen=True, slots=True)
class SignOut:
    """End the session `sid`, if there is one, without asking; then send the browser to `redirect`, if given.

    `elsewhere` is the `sid` of a hint whose session this browser does not hold, nor any other active one: a program of
    the relying party calls, or the browser has lost its cookies.
    """

    redirect: str | None
    sid: str | None = None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class AskConfirmation:
    """Ask the person; only a yes ends the session `sid`, and only then may `redirect` be followed.

    `received` and `registered` are the post-logout URIs to show side by side when the received one is not
    registered: the developer of a relying party sees at once what is wrong.
    """

    redirect: str | None = None
    received: str | None = None
    registered: tuple[str, ...] = ()
    sid: str | None = None


LogoutDecision = SignOut | AskConfirmation | Refuse


def parse_logout_request(parameters: Mapping[str, str]) -> LogoutRequest:
    """Read the parameters; unknown ones are ignored (§2)."""
    return LogoutRequest(
        id_token_hint=parameters.get("id_token_hint"),
        logout_hint=parameters.get("logout_hint"),
        client_id=parameters.get("client_id"),
        post_logout_redirect_uri=parameters.get("post_logout_redirect_uri"),
        state=parameters.get("state"),
        ui_locales=tuple(dict.fromkeys(parameters.get("ui_locales", "").split())),
    )


def decide_logout(
    request: LogoutRequest,
    hint: HintFacts | None,
    client: Client | None,
    active: SessionFacts | None,
    others: Iterable[SessionFacts] = (),
) -> LogoutDecision:
    """Whether to sign out at once, to ask first, or to refuse (§2, §3, §6).

    `hint` is None when no hint was sent or when it proved worthless; `client` is the one that the hint names,
    or without a hint the one that `client_id` names; `active` is the session of the person who acts in the browser,
    `others` those of further people. A hint's own session ends wherever it stands among them, and no other one with
    it. Without a valid hint anybody's page may have sent the browser here, so then there is always a question, about
    the active person; its yes leads back where client and address are registered (§3), but never after a hint that
    proves nothing.
    """
    asked_about = active.sid if active else None
    if hint is None:
        return _unproven(request, client, asked_about)
    if request.client_id not in (None, hint.client_id):
        return Refuse(HintOfOtherClient("The client_id is not the one that the id_token_hint was issued to."))
    if client is None or client.client_id != hint.client_id or not client.enabled:
        return AskConfirmation(received=request.post_logout_redirect_uri, sid=asked_about)
    own = next((each.sid for each in (active, *others) if each and _concerns(hint, each)), None)
    uri = request.post_logout_redirect_uri
    if uri is not None and not is_registered_for_logout(uri, client):
        return AskConfirmation(
            received=uri, registered=client.post_logout_redirect_uris, sid=own if own is not None else asked_about
        )
    redirect = None if uri is None else _with_state(uri, request.state)
    if active is None or own is not None:
        return SignOut(redirect, own, elsewhere=hint.sid if own is None else None)
    return AskConfirmation(redirect=redirect, sid=asked_about)


def _unproven(request: LogoutRequest, client: Client | None, sid: str | None) -> AskConfirmation:
    uri = request.post_logout_redirect_uri
    if uri is None or client is None:
        return AskConfirmation(sid=sid)
    if is_registered_for_logout(uri, client):
        is_known = client.enabled and request.id_token_hint is None
        return AskConfirmation(redirect=_with_state(uri, request.state) if is_known else None, sid=sid)
    return AskConfirmation(received=uri, registered=client.post_logout_redirect_uris, sid=sid)


def _concerns(hint: HintFacts, session: SessionFacts) -> bool:
    """The same person, and the same session where the hint names one: §4 calls anything else suspect."""
    return hint.subject == session.subject and hint.sid in (None, session.sid)


def _with_state(uri: str, state: str | None) -> str:
    """The registered URI, untouched, with `state` behind it (§3)."""
    if state is None:
        return uri
    return f"{uri}{'&' if '?' in uri else '?'}state={quote(state, safe='')}"
