"""The pages of the export."""

from typing import Any

import orjson
from flask import Blueprint, current_app, make_response, url_for
from werkzeug.wrappers import Response

from idp.accounts.export.collection import Record, collect
from idp.accounts.export.labels import LABELS
from idp.accounts.export.words import WORDS, say
from idp.accounts.person import Person, current_person, render_account_page
from idp.audit import audit
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import reading, transaction
from idp.infrastructure.personal_data import ExportSection, export_sections
from idp.infrastructure.web.prefetching import acts_on_get
from idp.sessions.actor import current_actor
from idp.sessions.recent import recent_sign_in_required, sign_in_required

export = Blueprint("export", __name__, url_prefix="/account/export")


@export.get("")
@sign_in_required
def index() -> Response:
    """What there is to take along."""
    return render_account_page(
        "accounts/export.html",
        current_person(),
        readable_url=url_for("export.readable"),
        json_url=url_for("export.download"),
    )


@export.get("/readable")
@acts_on_get
@recent_sign_in_required
def readable() -> Response:
    """Everything, to read and to print."""
    person = current_person()
    found = _collect(person)
    return render_account_page(
        "accounts/export_readable.html",
        person,
        sections=[
            {"title": section.title, "records": [_shown(each, section) for each in found[section.table]]}
            for section in export_sections(current_app)
        ],
        created_at=current_time(),
        back_url=url_for("export.index"),
        json_url=url_for("export.download"),
    )


@export.get("/einlass.json")
@acts_on_get
@recent_sign_in_required
def download() -> Response:
    """Everything, for programs: a JSON object with a list of records for each table, times in UTC (RFC 3339)."""
    person = current_person()
    content = {"created_at": current_time(), "account_id": person.account.id, **_collect(person)}
    response = make_response(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="einlass.json"'
    return response


def _collect(person: Person) -> dict[str, list[Record]]:
    with transaction() as session:
        audit(session, current_actor(), "export.made", subject=person.account.id)
    with reading() as session:
        return collect(session, person.account, export_sections(current_app))


def _shown(record: Record, section: ExportSection) -> list[dict[str, Any]]:
    labels, words = {**LABELS, **section.labels}, {**WORDS, **section.words}
    said = [(labels[name], say(value, words.get(name))) for name, value in record.items()]
    return [{"label": label, "value": text} for label, text in said if text]
