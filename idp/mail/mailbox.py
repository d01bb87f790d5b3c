"""The local mailbox: every mail of a trial on a page, so that each journey can be finished without a mail server.

Only there with ``mail.transport = "mailbox"``, which the settings allow on a loopback issuer only, and only answered to
this very machine: a reader of these mails can take over any account.
"""

import ipaddress
import re
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, url_for
from sqlalchemy import select

from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import Application, current_secret_box, current_settings
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import render_page
from idp.infrastructure.web.proxies import is_from_operator
from idp.mail.content import MailContent, unwrap_content
from idp.mail.models import OutboxMail
from idp.mail.rendering import format_moment

NEWEST = 200
# The list stands in its order already; seconds tell two mails of one journey apart.
_SHORT = {"de": "d. MMM, HH:mm:ss", "en": "d MMM, HH:mm:ss"}
# The mail may show itself and open its links elsewhere; it runs nothing and loads nothing.
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

blueprint = Blueprint("mailbox", __name__)


def init_mailbox(app: Application) -> None:
    """Add the pages where mails stay on this machine; elsewhere they don't exist."""
    if app.settings.mail.transport == "mailbox":
        app.register_blueprint(blueprint)


@blueprint.before_request
def refuse_other_machines() -> None:
    """403 for everybody who is not on this machine, and for whatever a proxy hands on."""
    if not (is_from_operator(request.environ) and _is_loopback(request.remote_addr)):
        abort(403)


@blueprint.get("/mailbox")
def index() -> Response:
    """All mails, newest first; with ``?format=json`` for scripts, with their text and the links in it."""
    mails = current_session().scalars(
        select(OutboxMail)
        .where(OutboxMail.state == "sent", OutboxMail.wrapped_content.is_not(None))
        .order_by(OutboxMail.created_at.desc(), OutboxMail.id)
        .limit(NEWEST)
    )
    if request.args.get("format") == "json":
        return jsonify([_as_json(mail) for mail in mails])
    return render_page("mailbox/index.html", mails=[_headline(mail, _SHORT[current_language()]) for mail in mails])


@blueprint.get("/mailbox/<id>")
def show(id: str) -> Response:
    """One mail: its text, and its HTML in a frame."""
    mail = _get_mail(id)
    content = _content(mail)
    shown = _headline(mail) | {
        "sender": f"{content.sender_name} <{content.sender}>",
        "text": content.text,
        "html_url": url_for("mailbox.html", id=mail.id),
    }
    return render_page("mailbox/show.html", mail=shown)


@blueprint.get("/mailbox/<id>/html")
def html(id: str) -> Response:
    """The HTML part alone, for the frame."""
    response = Response(_content(_get_mail(id)).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _get_mail(mail_id: str) -> OutboxMail:
    mail = current_session().get(OutboxMail, mail_id)
    if mail is None or mail.state != "sent" or mail.wrapped_content is None:
        abort(404)
    return mail


def _content(mail: OutboxMail) -> MailContent:
    return unwrap_content(current_secret_box(), mail.id, mail.wrapped_content or "")


def _headline(mail: OutboxMail, pattern: str | None = None) -> dict[str, Any]:
    time_zone = current_settings().portal(mail.portal).time_zone
    sent_at = format_moment(mail.sent_at or mail.created_at, current_language(), time_zone, pattern)
    return {"id": mail.id, "to": mail.recipient, "subject": mail.subject, "sent_at": sent_at}


def _as_json(mail: OutboxMail) -> dict[str, Any]:
    text = _content(mail).text
    return {
        "id": mail.id,
        "message": mail.message,
        "to": mail.recipient,
        "subject": mail.subject,
        "language": mail.language,
        "created_at": mail.created_at.isoformat(),
        "text": text,
        "links": re.findall(r"https?://\S+", text),
        "url": url_for("mailbox.show", id=mail.id, _external=True),
    }
