"""The page of what a person agreed to, and where consents are given and withdrawn."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.agreements.models import Agreement
from idp.audit.models import AuditEvent
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import OneTimeLink
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.agreements import create_agreement
from tests.factories.sessions import sign_in
from tests.factories.texts import text

PAGE = "/account/agreements"
TEXTS = {
    "terms": text("terms", "2026-01"),
    "marketing": text("marketing", "1"),
    "news": text("marketing", "1", double_opt_in=True),
}


@pytest.fixture
def app(make_app):
    portals = {"shop": {"name": "Shop", "texts": TEXTS}, "forum": {"name": "Forum", "texts": TEXTS}}
    return make_app(own=True, portals=portals, throttle={"mails_per_address": 2})


@pytest.fixture
def account(database, clock):
    account = create_account(database, language="de")
    create_admission(database, account, "shop")
    return account


@pytest.fixture
def client(app, database, account):
    client = app.test_client()
    sign_in(client, database, account)
    return client


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") : page.text.index("</main>")]).split())


def post(client, path):
    """Press the button of the page that posts to ``path``; or post there with the page's token where there is none."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGE).text)
    return client.post(f"{PAGE}/{path}", data={"csrf_token": token[1] if token else ""}, follow_redirects=True)


def test_what_was_agreed_to_is_told_with_version_time_and_place(client, database, account):
    create_agreement(database, account, version="2025-07", agreed_at=current_time() - timedelta(days=300))
    create_agreement(database, account, version="2026-01", way="sign_in")

    shown = words(client.get(PAGE))

    assert "Shop" in shown
    assert "Terms (de)" in shown
    assert shown.index("Fassung 2026-01") < shown.index("Fassung 2025-07")
    assert "20. November" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "(Anmeldung)" in shown
    assert "(Registrierung)" in shown


def test_what_is_required_is_neither_offered_nor_withdrawn(client, database, account):
    create_agreement(database, account, version="2026-01")

    page = client.get(PAGE)
    assert f"{PAGE}/shop/terms/" not in page.text
    assert post(client, "shop/terms/withdraw").status_code == 404
    assert post(client, "shop/terms/give").status_code == 404
    assert database.one(select(Agreement.state)) == "agreed"


def test_portals_where_the_account_neither_agreed_nor_enters_are_left_out(client):
    shown = words(client.get(PAGE))
    assert "Forum" not in shown


def test_a_consent_is_given_and_withdrawn_and_given_again(client, database, account, clock):
    given = current_time()
    assert "Ihre Einwilligung wurde gespeichert." in post(client, "shop/marketing/give").text
    row = database.one(select(Agreement))
    assert (row.account_id, row.portal, row.text, row.version) == (account.id, "shop", "marketing", "1")
    assert (row.state, row.way, row.language, row.agreed_at) == ("agreed", "account_page", "de", given)

    clock.shift(timedelta(hours=1))
    assert "Ihre Einwilligung wurde zurückgezogen." in post(client, "shop/marketing/withdraw").text
    row = database.one(select(Agreement))
    assert (row.state, row.agreed_at, row.withdrawn_at) == ("withdrawn", given, current_time())

    clock.shift(timedelta(hours=1))
    post(client, "shop/marketing/give")
    row = database.one(select(Agreement))
    assert (row.state, row.agreed_at, row.withdrawn_at) == ("agreed", current_time(), None)


def test_withdrawing_takes_every_version(client, database, account):
    for version in ("0", "1"):
        create_agreement(database, account, "marketing", version=version)
    create_agreement(database, account, "news", is_required=False)
    create_agreement(database, account, "marketing", portal="forum")

    post(client, "shop/marketing/withdraw")

    rows = database.rows(select(Agreement).order_by(Agreement.portal, Agreement.text, Agreement.version))
    assert [(each.portal, each.text, each.version, each.state) for each in rows] == [
        ("forum", "marketing", "1", "agreed"),
        ("shop", "marketing", "0", "withdrawn"),
        ("shop", "marketing", "1", "withdrawn"),
        ("shop", "news", "1", "agreed"),
    ]


def test_what_another_account_agreed_to_is_neither_told_nor_withdrawn(client, database):
    create_agreement(database, create_account(database), "marketing", version="of-another")

    assert "of-another" not in client.get(PAGE).text
    assert post(client, "shop/marketing/withdraw").status_code == 404
    assert database.one(select(Agreement.state)) == "agreed"


@pytest.mark.parametrize("path", ["forum/marketing/give", "shop/other/give", "elsewhere/marketing/give"])
def test_nothing_else_can_be_agreed_to(client, database, path):
    assert post(client, path).status_code == 404
    assert database.count(Agreement) == 0


def test_a_text_that_is_gone_from_the_settings_can_still_be_withdrawn(client, database, account):
    create_agreement(database, account, "old_news", kind="marketing", is_required=False)

    assert "old_news" in words(client.get(PAGE))
    post(client, "shop/old_news/withdraw")

    assert database.one(select(Agreement.state)) == "withdrawn"


def test_a_portal_that_is_gone_from_the_settings_is_told_by_its_key(client, database, account):
    create_agreement(database, account, "marketing", portal="former")

    offered, gone = words(client.get(PAGE)).split("former", 1)
    assert "Marketing (de)" in offered
    # A portal that is left has a text of that key, which is another one.
    assert "Marketing (de)" not in gone
    post(client, "former/marketing/withdraw")
    assert database.one(select(Agreement.state)) == "withdrawn"


def test_each_portal_offers_its_own_texts_that_are_not_required(make_app, client, database, account):
    """Those that are required are told where the account has agreed to them."""
    of_forum = {"rules": text("other", "1"), "letter": text("marketing", "1")}
    portals = {"shop": {"name": "Shop", "texts": TEXTS}, "forum": {"name": "Forum", "texts": of_forum}}
    client.application = make_app(own=True, portals=portals)
    create_admission(database, account, "forum")

    shown = re.findall(r'action="/account/agreements/([^"]+)"', client.get(PAGE).text)
    assert sorted(shown) == ["forum/letter/give", "shop/marketing/give", "shop/news/give"]
    assert "Terms (de)" not in words(client.get(PAGE))
    assert "Other (de)" not in words(client.get(PAGE))


def test_a_consent_that_needs_a_confirmation_waits_for_it(client, database, account, mailbox):
    assert "Ihre Einwilligung gilt, sobald Sie sie dort bestätigen." in post(client, "shop/news/give").text

    assert database.one(select(Agreement.state)) == "awaiting"
    mail = mailbox.only
    assert (mail.message, mail.recipient) == ("confirm_agreement", account.email)
    assert "Marketing (de)" in mail.text
    assert "Bestätigung steht aus" in words(client.get(PAGE))


def test_the_mail_is_sent_again_within_a_budget(client, database, mailbox, clock):
    for _ in range(2):
        post(client, "shop/news/give")
    refused = post(client, "shop/news/give")

    assert "Wir haben bereits mehrere E‑Mails gesendet." in words(refused)
    assert len(mailbox.mails) == 2
    assert sorted(database.rows(select(OneTimeLink.state))) == ["open", "superseded"]
    clock.shift(timedelta(hours=1))
    post(client, "shop/news/give")
    assert len(mailbox.mails) == 3


def test_withdrawing_voids_the_mailed_link(client, database):
    post(client, "shop/news/give")
    post(client, "shop/news/withdraw")

    assert database.one(select(OneTimeLink.state)) == "superseded"
    assert database.one(select(Agreement.state)) == "withdrawn"


def test_the_history_tells_of_both_without_the_words(client, database, account):
    post(client, "shop/marketing/give")
    post(client, "shop/marketing/withdraw")

    events = database.rows(select(AuditEvent).where(AuditEvent.action.startswith("agreement.")).order_by(AuditEvent.id))
    assert {(each.action, each.subject, each.portal) for each in events} == {
        ("agreement.given", account.id, "shop"),
        ("agreement.withdrawn", account.id, "shop"),
    }
    assert all("Ich stimme zu" not in str(each.details) for each in events)
    withdrawn = next(each for each in events if each.action == "agreement.withdrawn")
    assert (withdrawn.details["text"], withdrawn.details["version"]) == ("marketing", "1")


def test_a_new_version_of_a_consent_can_be_given_beside_the_former_one(client, database, account):
    create_agreement(database, account, "marketing", version="0")

    assert "Ich stimme zu: marketing." in words(client.get(PAGE))
    post(client, "shop/marketing/give")

    assert database.rows(select(Agreement.state).order_by(Agreement.version)) == ["agreed", "agreed"]


def test_without_anything_to_tell_the_page_says_so(make_app, client):
    client.application = make_app(own=True, portals={"shop": {"name": "Shop"}})
    assert "Sie haben noch keinem Text zugestimmt." in words(client.get(PAGE))
