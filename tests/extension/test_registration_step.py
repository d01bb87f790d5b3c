"""A step of registration is one value and one entry: a portal names it by its key, and its entries are kept."""

from collections.abc import Callable

import pytest
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select
from wtforms import StringField
from wtforms.validators import InputRequired

from idp.infrastructure.web.application import Application
from idp.registration.models import Registration
from idp.registration.steps import STEPS, RegistrationStep
from tests.factories.journeys import portal_of
from tests.factories.registration_pages import register
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

NICKNAME = RegistrationStep(
    key="nickname",
    template="own_step.html",
    fields=lambda asked: {"nickname": StringField(validators=[InputRequired("Please say so.")])},
    entries=lambda form, asked: {"profile": {"nickname": form["nickname"].data}},
)


@pytest.fixture
def browser(make_app: Callable[..., Application], monkeypatch: pytest.MonkeyPatch) -> PageClient:
    monkeypatch.setitem(STEPS, NICKNAME.key, NICKNAME)
    app = make_app(own=True, **portal_of(pages=[["name", "nickname", "email", "password"]]))
    own = DictLoader({"own_step.html": "{{ form.nickname }}{{ form.nickname.errors|join }}"})
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])
    return app.test_client()


def test_the_page_asks_for_it(browser: PageClient, database: Database) -> None:
    answer = register(browser)

    assert answer.status_code == 422
    assert "Please say so." in answer.text
    assert database.count(Registration) == 0


def test_what_was_entered_is_kept(browser: PageClient, database: Database) -> None:
    register(browser, nickname="Gracie")
    assert database.one(select(Registration.profile)) == {"nickname": "Gracie"}
