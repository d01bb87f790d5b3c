"""The page of devices and sign-ins."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from idp.accounts.arrival import last_clients
from idp.accounts.devices.ending import (
    forget_remembered,
    forget_trust,
    sign_out_elsewhere,
    sign_out_one,
)
from idp.accounts.devices.listing import live_sessions, remembered_sign_ins, trusted_devices
from idp.accounts.person import current_person, render_account_page
from idp.actors import visitor
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.mail.devices import describe_device
from idp.portals.registry import portal_name
from idp.protocol.client import Client
from idp.sessions import SsoSession, sign_out_active
from idp.sessions.actor import current_actor
from idp.sessions.models import Device, RememberedSignIn
from idp.sessions.recent import required_sign_in, sign_in_required

devices = Blueprint("devices", __name__, url_prefix="/account/sessions")

_POCKET_SIZED = ("iPhone", "Android")


@devices.get("")
@sign_in_required
def sessions() -> Response:
    """Where the person is signed in."""
    person, now = current_person(), current_time()
    own_id = person.signed_in.session_id
    with reading() as session:
        live = live_sessions(session, person.account.id, own_id, current_settings().sessions, now)
        remembered = remembered_sign_ins(session, person.account.id, now)
        trusted = trusted_devices(session, person.account.id, now)
    clients = last_clients([each.id for each in live])
    return render_account_page(
        "accounts/sessions.html",
        person,
        sessions=[_shown(each, clients.get(each.id), is_current=each.id == own_id) for each in live],
        remembered=[_shown_remembered(each, live) for each in remembered],
        trusted=[_shown_trusted(each) for each in trusted],
        sign_out_all_url=url_for("devices.sign_out_all"),
        sign_out_others_url=url_for("devices.sign_out_others"),
        done=gettext("The device has been signed out.") if request.args.get("ended") == "1" else None,
    )


@devices.post("/<id>/sign-out")
@limited_form
@sign_in_required
def sign_out(id: str) -> Response:
    """End one of the person's own sessions."""
    return _answer(sign_out_one(current_session(), required_sign_in().account_id, id, current_actor()))


@devices.post("/sign-out-others")
@limited_form
@sign_in_required
def sign_out_others() -> Response:
    """Sign out everywhere but here."""
    sign_out_elsewhere(current_session(), required_sign_in().account_id, current_actor())
    return _answer(True)


@devices.post("/sign-out-all")
@limited_form
@sign_in_required
def sign_out_all() -> Response:
    """Sign out everywhere, here too."""
    account_id = required_sign_in().account_id
    sign_out_elsewhere(current_session(), account_id, visitor().identified_as(account_id))
    response = redirect(url_for("oauth.signed_out"), 303)
    sign_out_active(response)
    return response


@devices.post("/remembered/<id>/forget")
@limited_form
@sign_in_required
def forget(id: str) -> Response:
    """Have one browser ask for the password again."""
    return _answer(forget_remembered(current_session(), required_sign_in().account_id, id))


@devices.post("/trusted/<id>/forget")
@limited_form
@sign_in_required
def distrust(id: str) -> Response:
    """Have one device ask for the second factor again."""
    return _answer(forget_trust(current_session(), required_sign_in().account_id, id))


def _answer(is_done: bool) -> Response:
    """The id of another account's session, an ended and an invented id get the same answer."""
    if not is_done:
        abort(404)
    return redirect(url_for("devices.sessions", ended="1"), 303)


def _shown(session: SsoSession, client: Client | None, *, is_current: bool) -> dict[str, Any]:
    is_pocket_sized = any(mark in session.user_agent for mark in _POCKET_SIZED)
    return {
        "id": session.id,
        "is_current": is_current,
        "device": describe_device(session.user_agent),
        "kind": "smartphone" if is_pocket_sized else "laptop",
        "portal": portal_name(client.portal) if client else None,
        "place": session.place,
        "ip": session.ip,
        "signed_in_at": session.authenticated_at,
        "last_seen_at": session.last_seen_at,
        "sign_out_url": None if is_current else url_for("devices.sign_out", id=session.id),
    }


def _shown_remembered(remembered: RememberedSignIn, live: list[SsoSession]) -> dict[str, Any]:
    agent = next((one.user_agent for one in live if one.remembered_id == remembered.id), None)
    return {
        "id": remembered.id,
        "device": describe_device(agent) if agent else None,
        "portal": portal_name(remembered.portal),
        "created_at": remembered.created_at,
        "expires_at": remembered.expires_at,
        "forget_url": url_for("devices.forget", id=remembered.id),
    }


def _shown_trusted(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "device": describe_device(device.user_agent),
        "place": device.place,
        "trusted_until": device.trusted_until,
        "forget_url": url_for("devices.distrust", id=device.id),
    }
