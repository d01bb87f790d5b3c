"""An application with a few pages of its own: the frame without the product."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import request
from sqlalchemy.exc import OperationalError

from idp.infrastructure.errors import DomainError
from idp.infrastructure.one_time_links import LinkPurpose
from idp.infrastructure.one_time_links.opened import forget_link, remember_link, remembered_link
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.csrf import require_own_form
from idp.infrastructure.web.endpoints import accepts_cross_site_posts, machine_endpoint
from idp.infrastructure.web.headers import allow_forms_to_leave, allow_image
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.limits import limited_form
from idp.infrastructure.web.pages import render_page, request_info, use_language, use_portal
from tests.provisioning.applications import build_application, write_settings

TRIAL_LINK = LinkPurpose("trial", "trial_link")


class Refused(DomainError):
    status = 409
    title = lazy_gettext("Invalid request")
    message = "<b>Ünwahr</b>"


def make_trial(folder: Path, **changes: Any) -> Application:
    """A new application on a database without tables, with the trial pages."""
    app = build_application(write_settings(folder, f"sqlite:///{folder}/trial.sqlite3", changes))
    app.extensions["trial"] = []
    add_pages(app)
    add_failures(app)
    return app


def done(app: Application) -> list[str]:
    """What the pages of a trial have done."""
    found: list[str] = app.extensions["trial"]
    return found


def add_pages(app: Application) -> None:
    note = app.extensions["trial"].append

    @app.route("/trial/page", methods=["GET", "POST"])
    @limited_form
    def trial_page() -> Any:
        if request.method == "POST":
            note("page")
        use_portal(request.args.get("portal"))
        use_language(request.args.get("ui_locales"))
        return render_page("error.html", title=request.args.get("title") or browser_hash())

    @app.route("/trial/machine", methods=["GET", "POST"])
    @machine_endpoint
    def trial_machine() -> Any:
        if request.method == "POST":
            note("machine")
        who = request_info()
        return {"ip": who.ip, "user_agent": who.user_agent, "scheme": request.scheme}

    @app.post("/trial/open")
    @accepts_cross_site_posts
    def trial_open() -> Any:
        if "confirm" in request.form:
            require_own_form()
        note("open")
        return "done"

    @app.get("/trial/onward")
    def trial_onward() -> Any:
        allow_forms_to_leave()
        return render_page("error.html")

    @app.get("/trial/image")
    def trial_image() -> Any:
        return allow_image(request.args["uri"]) or "none"

    @app.get("/trial/link/<token>")
    def trial_link(token: str) -> Any:
        remember_link(TRIAL_LINK, token)
        return app.redirect("/trial/linked", 303)

    @app.get("/trial/linked")
    def trial_linked() -> Any:
        token = remembered_link(TRIAL_LINK)
        if "forget" in request.args:
            forget_link(TRIAL_LINK)
        return {"token": token}


def add_failures(app: Application) -> None:
    @app.route("/trial/rule")
    def trial_rule() -> Any:
        raise Refused

    @app.route("/trial/bug", methods=["GET", "POST"])
    def trial_bug() -> Any:
        raise LookupError("a secret that nobody must see")

    @app.route("/trial/bug/<token>")
    def trial_bug_with_token(token: str) -> Any:
        raise LookupError("a bug")

    @app.get("/trial/step")
    def trial_step() -> Any:
        app.extensions["trial"].append("step")
        return app.redirect("/trial/page", 303)

    @app.route("/trial/machine/bug")
    @machine_endpoint
    def trial_machine_bug() -> Any:
        raise LookupError("a secret that nobody must see")

    @app.get("/trial/unsendable")
    def trial_unsendable() -> Any:
        return app.redirect("http://127.0.0.1:99999/ü", 303)

    @app.get("/trial/unsendable/body")
    @machine_endpoint
    def trial_unsendable_body() -> Any:
        def parts() -> Iterator[str]:
            yield "begun"
            raise LookupError("a secret that nobody must see")

        return app.response_class(parts())

    @app.get("/trial/redirect")
    def trial_redirect() -> Any:
        return app.redirect(request.args["to"], 303)

    @app.route("/trial/unavailable")
    def trial_unavailable() -> Any:
        raise OperationalError("SELECT 1", {}, Exception("gone"))
