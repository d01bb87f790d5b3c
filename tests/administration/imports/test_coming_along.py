"""What comes along beside the password: authenticator apps, groups; and people who come in by the registration."""

import base64
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyotp
import pytest
from sqlalchemy import select

from idp.accounts.models import Account
from idp.admissions.models import AdmissionRecord
from idp.customers.models import CustomerLink
from idp.factors.totp.models import TotpSecret
from idp.infrastructure.clock import current_time
from idp.organizations.entitlements.models import MembershipProduct, MembershipRole
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.customers import create_record
from tests.factories.foreign_hashes import FOREIGN_HASHES, PASSWORD
from tests.factories.journeys import BY_NUMBER, REGISTER, REGISTERS
from tests.factories.organizations import create_organization, give_product
from tests.factories.registration_pages import open_link, register
from tests.factories.sign_in_pages import PASSWORD_FORM, follow_local, try_password
from tests.provisioning.databases import Database
from tests.provisioning.mailbox import Mailbox
from tests.provisioning.pages import PageClient, forms_of
from tests.provisioning.shell import Shell

# As Keycloak makes them: the characters themselves are the key.
SECRET = "VtKJfjOOduUxnAAlKJGE"
EMAIL = "ada@example.test"
OTP = {"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}
Write = Callable[..., str]


def otp(value: str = SECRET, **changes: Any) -> dict[str, str]:
    secret = orjson.dumps({"value": value}).decode()
    return {"type": "otp", "secretData": secret, "credentialData": orjson.dumps(OTP | changes).decode()}


def password(name: str = "Keycloak") -> dict[str, Any]:
    _, _, iterations, salt, value = FOREIGN_HASHES[name].split("$")
    data = {"hashIterations": int(iterations), "algorithm": "pbkdf2-sha256"}
    secret = orjson.dumps({"value": value, "salt": salt}).decode()
    return {"type": "password", "secretData": secret, "credentialData": orjson.dumps(data).decode()}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write({"groups": ["/a"]}, …)``: a realm's export with a user of each, and its path."""

    def do(*users: dict[str, Any]) -> str:
        plain = {"username": "ada", "email": EMAIL, "emailVerified": True, "credentials": [password()]}
        file = tmp_path / "realm.json"
        file.write_bytes(orjson.dumps({"realm": "old", "users": [plain | user for user in users]}))
        return str(file)

    return do


def test_an_authenticator_app_goes_on(shell: Shell, write: Write, database: Database, client: PageClient) -> None:
    done = shell.answer("users", "import", write({"credentials": [otp(), password()]}))

    assert (done["second_factors"], done["notices"]) == (1, [])
    asked = follow_local(client, try_password(client, EMAIL, PASSWORD))
    code = pyotp.TOTP(base64.b32encode(SECRET.encode()).decode()).at(current_time())
    form = next(number for number, each in enumerate(forms_of(asked)) if "code" in each.fields)
    assert client.submit(asked, {"code": code}, form=form).status_code == 303
    assert database.one(select(TotpSecret)).last_used_at is not None


@pytest.mark.parametrize(
    "credential",
    [
        otp(digits=8),
        otp(period=60),
        otp(algorithm="HmacSHA256"),
        otp(subType="hotp"),
        otp("short"),
        {"type": "otp", "secretData": "{"},
    ],
    ids=["digits", "period", "algorithm", "counter", "short", "broken"],
)
def test_an_app_that_speaks_otherwise_is_left_out_and_said(
    shell: Shell, write: Write, database: Database, credential: dict[str, str]
) -> None:
    (notice,) = shell.answer("users", "import", write({"credentials": [credential, password()]}))["notices"]
    assert (notice["column"], SECRET in str(notice)) == ("totp_secret", False)
    assert not database.one(select(Account)).has_second_factor
    assert database.count(TotpSecret) == 0


@pytest.fixture
def portal_shell(make_shell: Callable[..., Shell], database: Database) -> Shell:
    roles = {"buyer": {}, "owner": {"held_by": "administrators"}}
    return make_shell(database={"url": database.url}, portals={"shop": {"roles": roles}})


def test_groups_become_memberships_with_roles_and_products(
    portal_shell: Shell, write: Write, database: Database, tmp_path: Path
) -> None:
    organization = create_organization(database)
    give_product(database, organization, "Wiki")
    meanings = tmp_path / "groups.toml"
    meanings.write_text(
        f'["/customers/hafen"]\norganization = "{organization.id}"\nroles = ["buyer"]\n'
        f'["/admins"]\norganization = "{organization.id}"\nrole = "administrator"\nproducts = ["wiki"]\n',
        encoding="utf-8",
    )
    file = write({"groups": ["/customers/hafen", "/admins", "/newsletter"]})

    shown = portal_shell.run("users", "import", file, "--groups", str(meanings))

    assert "Groups that stand for nothing here: /newsletter." in shown.stdout
    membership = database.one(select(Membership))
    assert (membership.organization_id, membership.role) == (organization.id, "administrator")
    assert database.one(select(MembershipRole.role)) == "buyer"
    assert database.count(MembershipProduct) == 1


@pytest.mark.parametrize(
    ("meaning", "mistake"),
    [
        ({"organization": "org_none"}, "there is no organization org_none"),
        ({"roles": ["owner", "cook"]}, "not to be had at shop: cook, owner"),
        ({"products": ["wiki"]}, "not to be had at shop: wiki"),
        ({"role": "chief"}, "/a.role: Input should be"),
    ],
)
def test_a_meaning_that_can_not_be_is_named_before_anything_is_stored(
    portal_shell: Shell, write: Write, database: Database, tmp_path: Path, meaning: dict[str, Any], mistake: str
) -> None:
    given = {"organization": create_organization(database).id} | meaning
    lines = [f"{name} = {orjson.dumps(value).decode()}" for name, value in given.items()]
    file = tmp_path / "groups.toml"
    file.write_text("\n".join(['["/a"]', *lines]), encoding="utf-8")
    refusal = portal_shell.refusal("users", "import", write({"groups": ["/a"]}), "--groups", str(file))
    assert mistake in refusal
    assert database.count(Account) == 0


def test_all_duplicates_are_written_to_a_file(shell: Shell, write: Write, database: Database, tmp_path: Path) -> None:
    create_account(database, email="there@example.test", username="taken")
    users = ({}, {}, {"username": "bob"}, {"email": "there@example.test"}, {"email": "c@example.test"})
    file = write(*users, {"email": "d@example.test", "username": "taken"}, {"email": "e@example.test", "username": "e"})
    report = tmp_path / "duplicates.csv"

    done = shell.run("users", "import", file, "--dry-run", "--duplicates", str(report), "--json")

    assert orjson.loads(done.stdout)["new"] == 2
    rows = list(csv.reader(report.read_text(encoding="utf-8").splitlines()))
    assert rows == [
        ["line", "duplicate"],
        ["2", "the row stands in the file before"],
        ["3", "the address is that of entry 1"],
        ["4", "the user name is that of entry 1"],
        ["5", "the user name is that of entry 1"],
        ["6", "the user name is that of another account"],
    ]


JUDGED = {
    "registers": REGISTERS,
    "portals": {
        "forum": {
            "customer_register": REGISTER,
            "registration": {
                "pages": [["name", "email", "password"], ["evidence", "profile"]],
                "evidence": BY_NUMBER,
                "fields": {"place": {}},
            },
        }
    },
}


@pytest.mark.parametrize("scheme", ["Keycloak", "Django", "bcrypt", "argon2id", "phpass"])
def test_people_without_access_come_in_by_the_registration_with_their_old_password(
    make_app: Callable[..., Any],
    make_shell: Callable[..., Shell],
    database: Database,
    tmp_path: Path,
    scheme: str,
) -> None:
    """The page says nothing; the mail leads past the sign-in to what is missing; another one proves the address."""
    app = make_app(**JUDGED)
    client, mailbox = app.test_client(), Mailbox(database, app.secret_box)
    create_record(database, "4711", postcodes=("20095",))
    file = tmp_path / "people.csv"
    file.write_text(f'email,name,password_hash\n{EMAIL},Ada Lovelace,"{FOREIGN_HASHES[scheme]}"\n', encoding="utf-8")
    shell = make_shell(database={"url": database.url}, **JUDGED)
    shell.answer("users", "import", str(file), "--portal", "forum", "--no-access")
    assert database.count(AdmissionRecord) == 0

    first = register(client, path="/register?portal=forum", email=EMAIL)
    evidence = {"evidence_customer_number": "4711", "evidence_postcode": "20095", "profile_place": "Hof"}
    client.submit(first, evidence)
    assert mailbox.only.message == "already_registered"

    sign_in = client.get(mailbox.only.link, follow_redirects=True)
    asked = client.submit(sign_in, {"email": EMAIL}, follow_redirects=True)
    page = client.submit(asked, {"password": PASSWORD}, form=PASSWORD_FORM, follow_redirects=True)
    form = next(number for number, each in enumerate(forms_of(page)) if "profile_place" in each.fields)
    client.submit(page, evidence, form=form)
    # The other system had not confirmed the address.
    proof = mailbox.to(EMAIL)[-1]
    assert (proof.message, database.count(AdmissionRecord)) == ("confirm_registration", 0)
    client.submit(open_link(client, proof.link))

    assert database.one(select(Account.email_verified_at)) is not None
    admission = database.one(select(AdmissionRecord))
    assert (admission.portal, admission.state, admission.profile) == ("forum", "admitted", {"place": "Hof"})
    assert database.count(CustomerLink) == 1
    assert database.one(select(Account.family_name)) == "Lovelace"
