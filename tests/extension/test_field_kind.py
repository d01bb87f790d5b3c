"""A kind of field is one value and one entry: a portal names it by its key, and what was entered is kept."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from wtforms import IntegerRangeField

from idp.accounts.portal_fields.kinds import KINDS, FieldKind
from idp.infrastructure.web.application import Application
from idp.registration.models import Registration
from tests.factories.journeys import portal_of
from tests.factories.registration_pages import register
from tests.provisioning.databases import Database

GRADE = FieldKind(key="grade", make=lambda _settings, words: IntegerRangeField(**words))


def test_what_was_entered_is_kept(
    make_app: Callable[..., Application], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, GRADE.key, GRADE)
    pages, fields = [["name", "email", "profile", "password"]], {"service": {"kind": "grade"}}
    register(make_app(own=True, **portal_of(pages=pages, fields=fields)).test_client(), profile_service="4")

    assert database.one(select(Registration.profile)) == {"service": 4}
