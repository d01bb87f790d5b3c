"""The page of parts at ``/parts``, in a trial only: what pages of lists, decisions and records are made of."""

from flask import Blueprint, Response, redirect, request, url_for
from flask_wtf.file import FileAllowed, FileField, FileRequired
from werkzeug.wrappers import Response as BaseResponse

from idp.accounts.fields import PageForm
from idp.app import create_app
from idp.demo.samples import DAYS, ORGANIZATIONS, REQUEST, STATES, STEPS, TABLE, Listing
from idp.infrastructure.web.application import Application
from idp.infrastructure.web.i18n import gettext, lazy_gettext
from idp.infrastructure.web.pages import render_page
from idp.settings import Settings

parts = Blueprint("parts", __name__, url_prefix="/parts")


class UploadForm(PageForm):
    """A file, which is looked at and forgotten."""

    file = FileField(
        validators=[
            FileRequired(lazy_gettext("Please choose a file.")),
            FileAllowed(["csv"], lazy_gettext("Please choose a CSV file.")),
        ]
    )


def create_demo_app(settings: Settings) -> Application:
    """The provider of a trial: the application, with the page of parts."""
    app = create_app(settings)
    app.register_blueprint(parts)
    return app


@parts.get("")
def show() -> Response:
    """Every part; ``?q=`` and ``?page=`` are those of the list."""
    return _render(UploadForm())


@parts.post("")
def send() -> BaseResponse:
    """What the forms of the parts send; nothing comes of it."""
    return redirect(url_for("parts.show", done="yes"), 303)


@parts.post("/file")
def receive() -> BaseResponse:
    """The file, or what is wrong with it."""
    form = UploadForm()
    return send() if form.validate_on_submit() else _render(form, 422)


def _render(form: UploadForm, status: int = 200) -> Response:
    return render_page(
        "demo/parts.html",
        status,
        form=form,
        done=gettext("Your entry was sent.") if "done" in request.args else None,
        listing=_list(Listing.of(request.args.get("q", ""), request.args.get("page", 1, type=int))),
        days=DAYS,
        organizations=ORGANIZATIONS,
        request_sample=REQUEST,
        states=STATES,
        steps=STEPS,
        table=TABLE,
    )


def _list(found: Listing) -> dict[str, object]:
    """``found`` as the template takes it, with the addresses of its entries and pages."""

    def at(page: int) -> str | None:
        return url_for("parts.show", q=found.query or None, page=page) if 1 <= page <= found.pages else None

    active = {"label": lazy_gettext("active"), "kind": "success"}
    return {
        "query": found.query,
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "previous_url": at(found.page - 1),
        "next_url": at(found.page + 1),
        "entries": [
            {"title": name, "detail": town, "url": url_for("parts.show", q=name), "state": active}
            for name, town in found.shown
        ],
    }
