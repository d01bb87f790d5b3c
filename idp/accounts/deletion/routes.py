"""The page on which a person leaves, or stays after all."""

from datetime import timedelta

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from idp.accounts.deletion.forms import DeleteForm
from idp.accounts.deletion.holds import find_holds
from idp.accounts.deletion.request import cancel_deletion, request_deletion
from idp.accounts.locks import hold_account
from idp.accounts.person import current_person, render_account_page
from idp.infrastructure.database import current_session, reading
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.limits import limited_form
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in, sign_in_required

deletion = Blueprint("deletion", __name__, url_prefix="/account/deletion")


@deletion.route("", methods=["GET", "POST"])
@limited_form
@sign_in_required
def index() -> Response:
    """Shall the account go? Only to say so takes a recent sign-in; to see that it will, and to stay, any will do."""
    person = current_person()
    form, days = DeleteForm(), current_settings().accounts.deletion_days
    if form.validate_on_submit():
        recent_sign_in()
        request_deletion(current_session(), person.account.id, timedelta(days=days), current_actor())
        return redirect(url_for("deletion.index"), 303)
    with reading() as session:
        holds = find_holds(session, person.account.id)
    return render_account_page(
        "accounts/deletion.html",
        person,
        422 if form.errors else 200,
        form=form,
        holds=holds,
        waiting_days=days,
        delete_after=person.account.delete_after,
        cancel_url=url_for("deletion.cancel"),
        export_url=url_for("export.index"),
    )


@deletion.post("/cancel")
@limited_form
@sign_in_required
def cancel() -> Response:
    """The account stays."""
    session, actor = current_session(), current_actor()
    account = hold_account(session, current_person().account.id, actor.session_id)
    cancel_deletion(session, account, actor)
    return redirect(url_for("profile.index", kept="1"), 303)
