"""The pages of passkeys: making one, using one as the second factor, and the list of them."""

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from idp.accounts.own_account import get_own_account
from idp.accounts.person import current_person, render_account_page
from idp.accounts.summaries import account_summary
from idp.factors.changes import note_added
from idp.factors.mfa_requirement import mfa_requirement_of
from idp.factors.overview.removal import remove_item
from idp.factors.passkeys.assertion import accept_use, check_second_factor, record_refusal
from idp.factors.passkeys.challenges import Purpose, issue_challenge
from idp.factors.passkeys.enrolment import add_passkey, check_new_passkey
from idp.factors.passkeys.errors import PasskeyRefused
from idp.factors.passkeys.factor import Passkeys
from idp.factors.passkeys.forms import EnrolPasskeyForm, VerifyForm
from idp.factors.passkeys.naming import guess_name
from idp.factors.passkeys.options import creation_options, verify_options
from idp.factors.passkeys.relying_party import this_relying_party
from idp.factors.passkeys.stored import Known, passkeys_of
from idp.factors.recovery_codes.codes import count_unused
from idp.factors.registry import get_factor
from idp.factors.trusting import is_trust_requested, offer_trust
from idp.factors.web import (
    Enrolment,
    complete_enrolment,
    complete_factor,
    enrolling_account,
    factor_to_ask,
    hold_account_of,
    question,
    strong_sign_in,
)
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.endpoints import machine_endpoint
from idp.infrastructure.web.i18n import gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page
from idp.interactions import Interaction
from idp.sessions.actor import account_actor, current_actor
from idp.sessions.recent import required_sign_in

passkeys = Blueprint("passkeys", __name__)


@passkeys.get("/.well-known/passkey-endpoints")
@machine_endpoint
def well_known() -> Response:
    """Where password managers send people to make passkeys, and to look after them (W3C passkey endpoints)."""
    issuer = current_settings().issuer
    return jsonify(enroll=issuer + url_for("passkeys.enrol"), manage=issuer + url_for("passkeys.manage"))


@passkeys.route("/account/security/passkeys/new", methods=["GET", "POST"])
@limited_form
def enrol() -> BaseResponse:
    """Make a passkey, of one's own accord or because the sign-in demands a second factor."""
    enrolment = enrolling_account()
    form = EnrolPasskeyForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        added = _add(enrolment, form)
        if added is not None:
            return added
        form.form_errors.append(gettext("This passkey could not be added. Please try again."))
    return render_page(
        "factors/passkeys/enrol.html",
        status,
        form=form,
        passkey_options_url=url_for("passkeys.enrol_options", interaction_id=enrolment.interaction_id),
        label=Passkeys.label,
        has_codes=count_unused(enrolment.account_id) > 0,
        back_url=enrolment.back_url,
        account=account_summary(enrolment.account_id),
    )


@passkeys.post("/account/security/passkeys/options")
@limited_form
def enrol_options() -> Response:
    """What the browser makes the passkey from."""
    enrolment = enrolling_account()
    challenge = issue_challenge(Purpose.ENROL, browser_hash(), enrolment.account_id)
    with reading() as session:
        account = get_own_account(session, enrolment.account_id)
    existing = passkeys_of(enrolment.account_id)
    return jsonify(creation_options(this_relying_party(), account, challenge, existing))


@passkeys.route("/signin/<interaction_id>/factor/passkey", methods=["GET", "POST"])
@limited_form
def verify(interaction_id: str) -> BaseResponse:
    """A passkey as the second factor.

    No budget of attempts guards it: a signature is not guessed, and a budget could be used up by an attacker.
    """
    factor = get_factor(Passkeys.key)
    interaction = factor_to_ask(interaction_id, factor)
    form = VerifyForm()
    trust_days = offer_trust(form, interaction)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        verified = _check_verified(interaction, form)
        if verified is not None:
            return verified
        form.form_errors.append(gettext("This passkey was not accepted. Please try again or choose another method."))
    options_url = url_for("passkeys.verify_options_of", interaction_id=interaction.id)
    return render_page(
        "factors/passkeys/verify.html",
        status,
        form=form,
        passkey_options_url=options_url,
        trust_days=trust_days,
        **question(interaction, factor),
    )


@passkeys.post("/signin/<interaction_id>/factor/passkey/options")
@limited_form
def verify_options_of(interaction_id: str) -> Response:
    """What the browser asks the person's passkeys."""
    account_id = factor_to_ask(interaction_id, get_factor(Passkeys.key)).pending_account_id or ""
    challenge = issue_challenge(Purpose.VERIFY, browser_hash(), account_id)
    return jsonify(verify_options(this_relying_party(), challenge, passkeys_of(account_id)))


@passkeys.get("/account/security/passkeys")
def manage() -> BaseResponse:
    """The person's passkeys."""
    account_id = required_sign_in().account_id
    return render_account_page(
        "factors/passkeys/manage.html",
        current_person(),
        passkeys=[_shown(factor) for factor in passkeys_of(account_id)],
        enrol_url=url_for("passkeys.enrol"),
        back_url=url_for("factors.overview"),
        done=gettext("The passkey has been removed.") if request.args.get("removed") == "1" else None,
    )


@passkeys.post("/account/security/passkeys/<passkey>/remove")
@limited_form
def remove(passkey: str) -> BaseResponse:
    """Take one away; what is still stored on the device opens nothing any more."""
    account_id = strong_sign_in().account_id
    is_required = mfa_requirement_of(account_id).is_required
    remove_item(
        current_session(), account_id, get_factor(Passkeys.key), passkey, current_actor(), is_required=is_required
    )
    return redirect(url_for("passkeys.manage", removed="1"), 303)


def _add(enrolment: Enrolment, form: EnrolPasskeyForm) -> BaseResponse | None:
    """The way on; None when the passkey was not accepted."""
    sent, account_id = form.credential.data or "", enrolment.account_id
    actor = account_actor(account_id)
    try:
        new = check_new_passkey(sent, this_relying_party(), browser_hash(), account_id)
    except PasskeyRefused as refused:
        record_refusal(refused, actor)
        return None
    session = current_session()
    hold_account_of(enrolment)
    name = form.name.data or guess_name(new.aaguid, actor.request_info.user_agent)
    row = add_passkey(session, account_id, new, name)
    if row is None:
        return None
    note_added(session, account_id, get_factor(Passkeys.key), row.name, actor)
    # Whoever has just made it need not prove at once that they have it.
    return complete_enrolment(enrolment, get_factor(Passkeys.key), new.amr)


def _check_verified(interaction: Interaction, form: VerifyForm) -> BaseResponse | None:
    """The way on; None when the passkey was not accepted."""
    account_id = interaction.pending_account_id or ""
    try:
        assertion = check_second_factor(form.credential.data or "", this_relying_party(), browser_hash(), account_id)
    except PasskeyRefused as refused:
        record_refusal(refused, account_actor(account_id))
        return None
    if not accept_use(current_session(), assertion, account_actor(account_id)):
        return None
    return complete_factor(interaction.id, assertion.amr, account_id, is_trust_requested=is_trust_requested(form))


def _shown(known: Known) -> dict[str, object]:
    return {
        "id": known.id,
        "name": known.name,
        "created_at": known.created_at,
        "last_used_at": known.last_used_at,
        "is_backed_up": known.is_backed_up,
        "is_suspicious": known.suspicious_at is not None,
        "rename_url": url_for("factors.rename", key=Passkeys.key, item=known.id),
        "remove_url": url_for("passkeys.remove", passkey=known.id),
    }
