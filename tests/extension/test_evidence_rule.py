"""A rule of evidence is one value and one entry: a portal names it by its key, and the page asks for it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from idp.infrastructure.web.application import Application
from idp.registration.eligibility import RULES, EvidenceRule
from idp.registration.models import Registration
from tests.factories.journeys import portal_of
from tests.factories.registration_pages import register
from tests.provisioning.databases import Database
from tests.provisioning.pages import PageClient

PALINDROME = EvidenceRule(
    label="Word", holds=lambda customer, shown, lead: bool(shown.typed) and shown.typed == shown.typed[::-1]
)


@pytest.fixture
def browser(make_app: Callable[..., Application], monkeypatch: pytest.MonkeyPatch) -> PageClient:
    monkeypatch.setitem(RULES, "palindrome", PALINDROME)
    pages = [["name", "email", "evidence", "password"]]
    return make_app(own=True, **portal_of(pages=pages, evidence={"palindrome": {}})).test_client()


@pytest.mark.parametrize(("word", "count"), [("otto", 1), ("oskar", 0)])
def test_it_decides_who_registers(browser: PageClient, database: Database, word: str, count: int) -> None:
    register(browser, evidence_palindrome=word)
    assert len(database.rows(select(Registration))) == count
