"""Threat 43: learning from an answer, or from the work it takes, whether somebody has an account."""

import re
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from idp.factors.recovery_codes.codes import redeem_code
from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.mail.bounces.models import Suppression
from idp.registration.models import Registration
from idp.registration.start import code_hash
from tests.factories.accounts import PASSWORD, create_account
from tests.factories.admissions import create_admission
from tests.factories.authenticator import create_passkey
from tests.factories.customers import create_record
from tests.factories.factors import CODE_FORM, create_app_of, create_recovery_codes, open_code_page
from tests.factories.foreign_hashes import FOREIGN_HASHES
from tests.factories.journeys import BY_NUMBER, portal_of
from tests.factories.passkey_pages import ask_for_options
from tests.factories.registration_pages import register
from tests.factories.rows import save_row
from tests.factories.sign_in_pages import open_password_page, try_password
from tests.provisioning.pages import PageClient
from tests.provisioning.work import counted_calls, counted_work

pytestmark = pytest.mark.threat(43)
# The same length as the addresses of the factory, so that bodies can be compared whole.
ABSENT = "person0@example.test"
UNUSED = (f"nobody{number}@example.test" for number in count())
APPLICANT = {"given_name": "Ada", "family_name": "Neu", "password": "ziegel-Lampe-rot-77"}


@pytest.fixture(autouse=True)
def frozen(clock):
    """Pages name times."""


@pytest.fixture
def people(app, database):
    """One address of every kind, by name."""
    kinds = {
        "active": create_account(database),
        "disabled": create_account(database, disabled_at=current_time()),
        "without password": create_account(database, password=None),
        "unverified": create_account(database, email_verified_at=None),
        "second factor": create_account(database),
        "suppressed": create_account(database),
        "imported": create_account(database, password_hash=FOREIGN_HASHES["SSHA"]),
        "asked to register again": create_account(database, password=None),
    }
    create_admission(database, kinds["asked to register again"], "shop", state="renewal")
    create_app_of(database, app.secret_box, kinds["second factor"])
    suppressed_until = current_time() + timedelta(days=30)
    save_row(database, Suppression, address=kinds["suppressed"].email, ended_at=None, expires_at=suppressed_until)
    return {kind: account.email for kind, account in kinds.items()} | {"absent": ABSENT}


def neutral(text: str, email: str) -> str:
    """The page without what differs by nature: the typed address and random values."""
    text = re.sub(r'name="csrf_token"( type="hidden")? value="[^"]+"', "", text)
    text = re.sub(r"(int|reg)_[0-9a-f]{32}", "ID", text)
    text = re.sub(r'<code id="reference">[^<]+', "", text)
    return text.replace(email, "ADDRESS").replace(email.replace("@", "<wbr>@"), "ADDRESS")


def observe(app, page, values, email, form, database):
    """What an onlooker sees of an answer, and the work it took."""
    client, opened = page
    with counted_work(engine_of(app)) as work:
        answer = client.submit(opened, values, form=form)
    headers = {name for name, _ in answer.headers}
    body = neutral(answer.text, email)
    return (answer.status_code, headers, body), work.hashes, work.kinds


def assert_alike(observed):
    """Every kind of address gave the same answer for the same work."""
    reference = observed["absent"]
    for kind, (seen, hashes, statements) in observed.items():
        assert seen == reference[0], kind
        assert hashes == reference[1], kind
        assert statements == reference[2], kind


def without_savepoint_ends(observed):
    """Some kinds are served; what a served request leaves out is the very last word of the savepoint."""
    return {
        kind: (seen, hashes, [re.sub("^(RELEASE|ROLLBACK TO) SAVEPOINT.*", "END", each) for each in statements])
        for kind, (seen, hashes, statements) in observed.items()
    }


def engine_of(app):
    with app.app_context():
        return app.extensions["sqlalchemy"].engine


def new_browser(app) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def test_sign_in_answers_alike(app, database, people):
    observed = {}
    # What a worker reads once.
    try_password(new_browser(app), next(UNUSED), "wrong-Password-1")
    for kind, email in people.items():
        client = new_browser(app)
        page = open_password_page(client, email)
        observed[kind] = observe(app, (client, page), {"password": "wrong-Password-1"}, email, 1, database)

    assert_alike(observed)
    assert observed["absent"][1] == 1


def test_a_disabled_account_answers_alike_to_the_right_password(app, database, people):
    observed = {}
    # What a worker reads once.
    try_password(new_browser(app), next(UNUSED), "wrong-Password-1")
    for kind in ("disabled", "absent"):
        client = new_browser(app)
        page = open_password_page(client, people[kind])
        observed[kind] = observe(app, (client, page), {"password": PASSWORD}, people[kind], 1, database)

    assert_alike(observed)


def test_a_locked_account_answers_alike(make_app, database, people):
    app = make_app(throttle={"account_attempts": 3})
    observed = {}
    for kind, email in people.items():
        client = new_browser(app)
        page = open_password_page(client, email)
        for _ in range(3):
            client.submit(page, {"password": "wrong-Password-1"}, form=1)
        observed[kind] = observe(app, (client, page), {"password": PASSWORD}, email, 1, database)

    assert_alike(observed)
    assert observed["absent"][0][0] == 429
    assert "15 Minuten" in observed["absent"][0][2]
    assert observed["absent"][1] == 0


def test_password_reset_answers_alike(app, database, people, mailbox):
    observed = {}
    for kind, email in people.items():
        client = new_browser(app)
        page = client.get("/password-reset")
        observed[kind] = observe(app, (client, page), {"email": email}, email, 0, database)

    assert_alike(without_savepoint_ends(observed))
    assert {mail.recipient for mail in mailbox.mails} == set(people.values()) - {ABSENT, people["disabled"]}


def test_a_recovery_address_shows_in_no_answer(app, database, mailbox):
    given = {"recovery_email": "zweite@example.test", "recovery_email_verified_at": current_time() - timedelta(days=4)}
    emails = {"with one": create_account(database, **given).email, "without": create_account(database).email}
    observed = {}
    for kind, email in (emails | {"absent": ABSENT}).items():
        client = new_browser(app)
        observed[kind] = observe(app, (client, client.get("/password-reset")), {"email": email}, email, 0, database)

    assert_alike(without_savepoint_ends(observed))
    assert {mail.recipient for mail in mailbox.mails} == {*emails.values(), "zweite@example.test"}


def test_password_reset_with_a_customer_number_answers_alike(make_app, database, mailbox):
    app = make_app(portals={"shop": {"password_reset": {"ask_customer_number": True}}})
    kinds = {
        "both right": create_account(database, customer_number="KD4711").email,
        "wrong number": create_account(database, customer_number="KD4712").email,
        "no number on file": create_account(database).email,
        "disabled": create_account(database, customer_number="KD4711", disabled_at=current_time()).email,
        "absent": ABSENT,
    }
    observed = {}
    for kind, email in kinds.items():
        client = new_browser(app)
        values = {"email": email, "customer_number": "KD4711"}
        observed[kind] = observe(app, (client, client.get("/password-reset")), values, email, 0, database)

    assert_alike(without_savepoint_ends(observed))
    assert mailbox.only.recipient == kinds["both right"]


def test_registration_answers_alike(app, database, people, mailbox):
    observed = {}
    for kind, email in people.items():
        client = new_browser(app)
        page = client.get("/register")
        values = {"given_name": "Ada", "family_name": "Neu", "email": email, "password": "ziegel-Lampe-rot-77"}
        first = observe(app, (client, page), values, email, 0, database)
        sent = client.get(client.submit(page, values).location)
        observed[kind] = (first[0] + (neutral(sent.text, email),), first[1], first[2])

    assert_alike(observed)
    assert {mail.message for mail in mailbox.to(ABSENT)} == {"confirm_registration"}
    assert {mail.message for mail in mailbox.to(people["active"])} == {"already_registered"}


@pytest.mark.parametrize("postcode", ["20095", "80331"], ids=["right pair", "wrong pair"])
def test_registration_with_evidence_answers_alike(make_app, database, mailbox, postcode):
    """Absent, here, at another portal, of another system, and asked to register again."""
    own = portal_of(pages=[["name", "email", "evidence", "password"]], evidence=BY_NUMBER)
    app = make_app(**own | {"portals": {**own["portals"], "forum": {"name": "Forum"}}})
    create_record(database, "4711", postcodes=("20095",), accounts_allowed=9)
    kinds = {
        "here": create_account(database),
        "at another portal": create_account(database),
        "of another system": create_account(database, password_hash=FOREIGN_HASHES["SSHA"], email_verified_at=None),
        "asked to register again": create_account(database, password=None),
    }
    create_admission(database, kinds["here"], "shop")
    create_admission(database, kinds["at another portal"], "forum")
    create_admission(database, kinds["asked to register again"], "shop", state="renewal")
    observed = {}
    for kind, email in {"absent": ABSENT, **{kind: account.email for kind, account in kinds.items()}}.items():
        client = new_browser(app)
        values = {"given_name": "Ada", "family_name": "Neu", "email": email, "password": "ziegel-Lampe-rot-77"}
        values |= {"evidence_customer_number": "4711", "evidence_postcode": postcode}
        observed[kind] = observe(app, (client, client.get("/register")), values, email, 0, database)
        assert len(mailbox.to(email)) == (postcode == "20095")

    assert_alike(observed)


def test_what_is_asked_of_passkeys_tells_nothing(app, database, people):
    """Nobody is named in it: the options are the same for every name that was typed, and whatever that person has."""
    owner = create_account(database)
    create_passkey(database, owner)
    observed = {}
    for kind, email in (people | {"with a passkey": owner.email}).items():
        client = new_browser(app)
        page = open_password_page(client, email)
        with counted_work(engine_of(app)) as work:
            answer = ask_for_options(client, page)
        options = answer.get_json() | {"challenge": ""}
        observed[kind] = ((answer.status_code, options), work.hashes, work.kinds)

    assert_alike(observed)
    assert observed["absent"][0][1]["allowCredentials"] == []


def test_a_recovery_code_is_refused_alike_whether_it_was_one_or_never(app, database):
    owner = create_account(database)
    create_app_of(database, app.secret_box, owner)
    codes = create_recovery_codes(database, owner)
    other_codes = create_recovery_codes(database, create_account(database))
    client = new_browser(app)
    code_page = open_code_page(client, owner.email).request.path.replace("/totp", "/recovery-code")
    with app.app_context(), transaction() as session:
        assert redeem_code(session, owner.id, codes[0], current_time())
    observed = {}
    for kind, code in {"absent": "aaaa-bbbb-cccc-dddd", "used": codes[0], "another's": other_codes[0]}.items():
        page = client.get(code_page)
        observed[kind] = observe(app, (client, page), {"code": code}, code.replace("-", ""), CODE_FORM, database)

    assert_alike(observed)
    assert observed["absent"][0][0] == 422


@pytest.mark.parametrize("path", ["sign-in", "reset", "registration"])
def test_python_has_about_as_much_to_do(app, database, path):
    """Statements and hashes are counted above; this is the rest. Mails differ by some lines, so it is never equal."""
    steps = {
        "sign-in": lambda client, email: (open_password_page(client, email), {"password": "wrong-Password-1"}, 1),
        "reset": lambda client, email: (client.get("/password-reset"), {"email": email}, 0),
        "registration": lambda client, email: (client.get("/register"), APPLICANT | {"email": email}, 0),
    }
    calls = {}
    # The first round fills what a fresh worker fills once.
    for _ in range(2):
        for kind, email in {"active": create_account(database).email, "absent": next(UNUSED)}.items():
            client = new_browser(app)
            page, values, form = steps[path](client, email)
            with counted_calls() as counted:
                client.submit(page, values, form=form)
            calls[kind] = counted.calls

    assert abs(calls["active"] - calls["absent"]) <= 0.03 * calls["absent"], calls


def test_a_used_up_mail_budget_answers_alike(make_app, database, people, mailbox):
    app = make_app(throttle={"mails_per_address": 1})
    for path, values in (
        ("/password-reset", {}),
        ("/register", {"given_name": "A", "family_name": "B", "password": "ziegel-Lampe-rot-77"}),
    ):
        client = new_browser(app)
        page = client.get(path)
        entry = values | {"email": people["active"]}
        first, second = client.submit(page, entry), client.submit(page, entry)
        assert first.status_code == second.status_code
        if first.status_code == 200:
            assert neutral(first.text, people["active"]) == neutral(second.text, people["active"])

    assert len(mailbox.to(people["active"])) == 2


def test_a_registered_address_can_not_be_confirmed_by_its_typed_code(client, database, people, mailbox):
    """The mail to an existing account holds no code, and none that somebody guesses is right."""
    page = client.get("/register")
    values = {"given_name": "A", "family_name": "B", "email": people["active"], "password": "ziegel-Lampe-rot-77"}
    sent = client.submit(page, values, follow_redirects=True)

    answer = client.submit(sent, {"code": "123456"})

    assert answer.status_code == 422
    assert "123456" not in mailbox.only.text


@pytest.mark.parametrize(("kind", "right"), [("absent", 1), ("active", 0)])
def test_none_of_the_codes_that_can_be_typed_fits_a_registered_address(client, database, people, kind, right):
    """A guessed one would say that there is an account already. Trial guard: the long code in ``start.py:_mail``."""
    register(client, email=people[kind])
    row = database.one(select(Registration))

    assert sum(row.code_hash == code_hash(row, f"{number:06}") for number in range(1_000_000)) == right
