"""What the pages behind mailed links have in common, tried on each of them."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import session, url_for
from sqlalchemy import select, update

from idp.accounts.link_purposes import PASSWORD_RESET
from idp.infrastructure.background.periodic_tasks import periodic_tasks_of
from idp.infrastructure.clock import current_time
from idp.infrastructure.one_time_links import (
    LinkProblem,
    LinkPurpose,
    OneTimeLink,
    issue_link,
    redeem_link,
    supersede_links,
)
from idp.infrastructure.one_time_links.page import LinkPage, Proof, add_link_page, link_pages
from tests.factories.accounts import create_account
from tests.factories.links import HOUR, OF_PAGE
from tests.provisioning.applications import ISSUER
from tests.provisioning.pages import forms_of, ways_on

# Decision 0098: the purpose, and where it is opened. In the browser that asked for the link, the button is enough.
ELSEWHERE = {
    "registration.confirm": (Proof.CODE_OR_PASSWORD,),
    "registration.complete": (Proof.CODE_AND_PASSWORD,),
    "password_reset.choose": (Proof.OWN_PASSWORD,),
    "email_change.confirm": (Proof.SIGN_IN,),
    "email_change.confirm_given": (Proof.SUPPORT_CODE,),
    "email_change.undo": (Proof.BUTTON,),
    "recovery_email.confirm": (Proof.SIGN_IN,),
    "security.secure": (Proof.BUTTON,),
    "security.it_was_me": (Proof.BUTTON,),
    "operator_invitation.accept": (Proof.OWN_PASSWORD,),
    "invitation.accept": (Proof.SIGN_IN, Proof.OWN_PASSWORD),
    "agreements.confirm": (Proof.SIGN_IN,),
}
every_page = pytest.mark.parametrize("endpoint", list(OF_PAGE))
pytestmark = pytest.mark.threat(53, 77, 78)


def page_at(app, endpoint) -> LinkPage:
    [page] = [page for page in link_pages(app) if page.endpoint == endpoint]
    return page


@pytest.fixture
def account(database, clock):
    return create_account(database, email_verified_at=current_time())


@pytest.fixture
def issue(app, database, account):
    """Issue a link of the page at ``endpoint``; returns its token and its path."""

    def issue(endpoint: str) -> tuple[str, str]:
        page = page_at(app, endpoint)
        with app.app_context(), database.transaction() as session:
            link = OF_PAGE[endpoint](session, account)
            return link.token, urlsplit(link.url_at(page.opened_by or page.purpose.endpoint)).path

    return issue


@pytest.fixture
def address_of(app):
    def address_of(endpoint: str) -> str:
        with app.test_request_context(base_url=ISSUER):
            return url_for(endpoint)

    return address_of


def state(database):
    return database.one(select(OneTimeLink.state))


def explained(client, path: str) -> tuple[int, str]:
    """Status and heading of the page behind a link."""
    page = client.get(path, follow_redirects=True)
    return page.status_code, page.text.split("<h1>")[1].split("</h1>")[0]


def heading_of(app, endpoint: str, problem: LinkProblem) -> str:
    with app.test_request_context(base_url=ISSUER, headers={"Accept-Language": "de"}):
        return str(page_at(app, endpoint).explanations[problem].heading)


@pytest.mark.only_on("sqlite")
def test_the_table_knows_every_page(app):
    assert {page.endpoint for page in link_pages(app)} == set(OF_PAGE)


@pytest.mark.only_on("sqlite")
def test_every_problem_is_explained_with_a_way_on(app):
    with app.test_request_context(base_url=ISSUER):
        for page in link_pages(app):
            assert set(page.explanations) == set(LinkProblem)
            assert all(page.ways_on(problem) for problem in LinkProblem)


@pytest.mark.only_on("sqlite")
def test_the_table_says_what_each_page_takes_in_another_browser(app):
    assert {page.endpoint: page.elsewhere for page in link_pages(app)} == ELSEWHERE
    told = (Path(__file__).resolve().parents[3] / "docs" / "signing-in.md").read_text(encoding="utf-8")
    assert [page.purpose.key for page in link_pages(app) if f"| `{page.purpose.key}` |" not in told] == []


@pytest.mark.threat(94)
@pytest.mark.parametrize("endpoint", [endpoint for endpoint, proofs in ELSEWHERE.items() if Proof.BUTTON not in proofs])
def test_a_robot_that_sends_each_form_of_the_page_redeems_nothing(client, database, issue, endpoint):
    _, path = issue(endpoint)
    page = client.get(path, follow_redirects=True)
    for number in range(len(forms_of(page))):
        client.submit(page, form=number, follow_redirects=True)

    assert state(database) == "open"


@every_page
def test_opening_takes_the_token_out_of_the_address(client, issue, address_of, endpoint):
    token, path = issue(endpoint)

    opened = client.get(path)
    page = client.get(opened.location)

    assert (opened.status_code, opened.location) == (303, address_of(endpoint))
    assert opened.headers["Referrer-Policy"] == page.headers["Referrer-Policy"] == "no-referrer"
    assert page.status_code == 200
    assert token not in page.text


@every_page
def test_scanning_consumes_nothing(app, client, database, issue, endpoint):
    _, path = issue(endpoint)

    for use_cookies in (True, False):
        scanner = app.test_client(use_cookies=use_cookies)
        for method in ("HEAD", "GET", "OPTIONS", "GET"):
            scanner.open(path, method=method, follow_redirects=method != "OPTIONS")

    assert state(database) == "open"
    assert client.get(path, follow_redirects=True).status_code == 200


@every_page
def test_another_browser_has_no_page(app, client, issue, address_of, endpoint):
    _, path = issue(endpoint)
    client.get(path)

    assert app.test_client().get(address_of(endpoint), follow_redirects=True).status_code == 404


@every_page
def test_a_post_without_the_form_redeems_nothing(client, database, issue, address_of, endpoint):
    _, path = issue(endpoint)
    client.get(path)

    client.post(address_of(endpoint), data={"password": "ziegel-Lampe-rot-77"})

    assert state(database) == "open"


@every_page
def test_a_link_that_was_used_is_explained(app, client, database, issue, endpoint):
    token, path = issue(endpoint)
    with database.transaction() as session:
        redeem_link(session, page_at(app, endpoint).purpose, token)

    assert explained(client, path) == (410, heading_of(app, endpoint, LinkProblem.USED))


@every_page
def test_a_link_that_was_replaced_is_explained(app, client, database, issue, endpoint):
    _, path = issue(endpoint)
    with database.transaction() as session:
        supersede_links(session, page_at(app, endpoint).purpose, session.scalars(select(OneTimeLink.subject)).one())

    assert explained(client, path) == (410, heading_of(app, endpoint, LinkProblem.SUPERSEDED))


@every_page
def test_a_link_that_has_expired_is_explained_for_as_long_as_its_row_is_kept(app, client, database, issue, endpoint):
    _, path = issue(endpoint)
    kept = timedelta(days=app.settings.retention.links_days)

    for age, answer in [
        (timedelta(0), (410, heading_of(app, endpoint, LinkProblem.EXPIRED))),
        (kept, (404, heading_of(app, endpoint, LinkProblem.UNKNOWN))),
    ]:
        with database.transaction() as session:
            session.execute(update(OneTimeLink).values(expires_at=current_time() - age - timedelta(minutes=1)))
        with app.app_context():
            for task in periodic_tasks_of(app):
                task()
        assert explained(client, path) == answer


@every_page
def test_a_link_that_was_never_issued_is_explained(app, client, issue, endpoint):
    token, path = issue(endpoint)

    answer = explained(client, path.replace(token, "made-up"))

    assert answer == (404, heading_of(app, endpoint, LinkProblem.UNKNOWN))


@every_page
@pytest.mark.parametrize(
    "behind", [")", ".", ">", "%3E", "%20", "%0A", "-", "_", "/", "&#62;", "%20Bitte", "%E2%80%8B", "?utm_source=mail"]
)
def test_a_link_with_something_behind_it_is_still_the_link(client, issue, endpoint, behind):
    """Mail programs take a bracket or a full stop along. A sibling of trial row F7."""
    token, path = issue(endpoint)

    assert client.get(path.replace(token, f"{token}{behind}"), follow_redirects=True).status_code == 200


@every_page
@pytest.mark.parametrize("length", [0, 1, 42])
def test_a_link_that_was_cut_leads_on(client, issue, endpoint, length):
    """Trial row F7."""
    token, path = issue(endpoint)

    page = client.get(path.replace(token, token[:length]), follow_redirects=True)

    assert page.status_code == 404
    assert ways_on(page)


@every_page
def test_a_browser_that_keeps_no_cookies_is_told_so(app, issue, endpoint):
    """The token of the link can't be kept in one: it is not the link that is wrong. A sibling of trial row F7."""
    _, path = issue(endpoint)

    page = app.test_client(use_cookies=False).get(path, follow_redirects=True)

    assert page.status_code == 400
    assert "Cookies sind blockiert" in page.text


@every_page
def test_a_link_for_something_else_is_unknown(app, client, issue, endpoint):
    token, path = issue(endpoint)
    purpose = page_at(app, endpoint).purpose

    for page in link_pages(app):
        if page.purpose != purpose:
            foreign, _ = issue(page.endpoint)
            assert explained(client, path.replace(token, foreign))[0] == 404


@every_page
def test_an_explanation_stays_when_it_is_loaded_again(client, database, issue, address_of, endpoint):
    _, path = issue(endpoint)
    client.get(path)
    database.change(database.one(select(OneTimeLink)), state="redeemed", ended_at=current_time())

    assert [client.get(address_of(endpoint)).status_code for _ in range(2)] == [410, 410]


@every_page
def test_an_explanation_offers_what_to_do_instead(app, client, database, issue, endpoint):
    _, path = issue(endpoint)
    database.change(database.one(select(OneTimeLink)), state="redeemed", ended_at=current_time())
    with app.test_request_context(base_url=ISSUER):
        best = page_at(app, endpoint).ways_on(LinkProblem.USED)[0]

    page = client.get(path, follow_redirects=True)

    assert f'<a class="btn btn-primary" href="{best.url}">' in page.text


def test_the_token_of_a_link_that_was_never_issued_is_not_kept(client):
    with client:
        client.get("/password-reset/link/made-up", follow_redirects=True)
        assert session["links"] == {}


@pytest.mark.parametrize(("portal", "name"), [("shop", "Beispiel-Shop"), ("forum", "Example Forum")])
@pytest.mark.parametrize("state", ["open", "redeemed"])
def test_it_has_the_look_of_the_portal_that_it_was_mailed_for(app, client, database, account, portal, name, state):
    with app.app_context(), database.transaction() as transaction:
        data = {"email": account.email, "interaction": None}
        link = issue_link(transaction, PASSWORD_RESET, account.id, HOUR, portal=portal, data=data)
        path = urlsplit(link.url).path
    end = None if state == "open" else current_time()
    database.change(database.one(select(OneTimeLink)), state=state, ended_at=end)

    page = client.get(path, follow_redirects=True)

    assert name in page.text.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize(("is_late", "icon"), [(True, "clock"), (False, "link")])
def test_a_clock_says_that_time_has_run_out(app, client, database, issue, is_late, icon):
    _, path = issue("password_reset.choose")
    if is_late:
        database.change(database.one(select(OneTimeLink)), expires_at=current_time())
    else:
        issue("password_reset.choose")

    page = client.get(path, follow_redirects=True)

    assert f'id="i-{icon}"' in page.text.split("<main")[1].split("<h1>")[0]


@pytest.mark.only_on("sqlite")
def test_two_purposes_can_not_share_a_key(make_app):
    app = make_app(own=True)
    page = type(page_at(app, "password_reset.choose"))

    class Beside(page):
        endpoint = "beside.show"
        opened_by = "beside.open"

    class Impostor(page):
        purpose = LinkPurpose("password_reset", "impostor.open")

    add_link_page(app, Beside(), "/beside/<token>", "/beside")
    with pytest.raises(ValueError, match="two link purposes password_reset"):
        add_link_page(app, Impostor(), "/impostor/<token>", "/impostor")


def extend(client, page):
    number = next(n for n, form in enumerate(forms_of(page)) if form.action.endswith("/more-time"))
    return client.submit(page, form=number)


@every_page
def test_the_page_says_until_when_it_holds_and_is_extended(client, issue, address_of, clock, endpoint):
    """A link that is opened is remembered for an hour; more time counts from when it is asked for.

    Trial, pages: fault 12."""
    address = address_of(endpoint)
    client.get(issue(endpoint)[1])
    page = client.get(address)
    assert "data-time-limit" in page.text

    clock.shift(10 * 60)
    assert extend(client, page).location == address
    clock.shift(19 * 60)
    assert client.get(address).status_code == 200


def test_the_end_of_the_link_itself_stays(client, issue, address_of, database, clock):
    """The link of a password reset holds for half an hour, however often its page is extended.

    Trial, pages: fault 12."""
    endpoint = "password_reset.choose"
    client.get(issue(endpoint)[1])
    page = client.get(address_of(endpoint))
    ends_at = database.one(select(OneTimeLink.expires_at))

    clock.shift((ends_at - current_time()).total_seconds() - 60)
    extend(client, page)
    assert database.one(select(OneTimeLink.expires_at)) == ends_at
    clock.shift(60)
    assert extend(client, page).status_code == 410


def test_a_browser_that_opened_no_link_extends_none(client, issue, address_of):
    """Its own form of another page is worth nothing there.

    Trial, pages: fault 12."""
    client.get(issue("password_reset.choose")[1])
    page = client.get(address_of("password_reset.choose"))
    form = next(form for form in forms_of(page) if form.action.endswith("/more-time"))
    stranger = client.application.test_client()
    token = next(f.fields["csrf_token"] for f in forms_of(stranger.get("/register")) if "csrf_token" in f.fields)

    answer = stranger.post(form.action, data={"csrf_token": token}, headers={"Origin": ISSUER})
    assert answer.status_code == 404
    assert (
        stranger.post("/links/invented/more-time", data={"csrf_token": token}, headers={"Origin": ISSUER}).status_code
        == 404
    )
