"""Naming and confirming a domain, and whom it lets in: rows of one organization beside those of another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from idp.infrastructure.clock import current_time
from idp.infrastructure.database import transaction
from idp.mail.models import OutboxMail
from idp.organizations.domains.confirming import redeem_domain_code
from idp.organizations.domains.errors import DomainDoesNotLetIn, TooManyDomains
from idp.organizations.domains.joining import join_by_domain
from idp.organizations.domains.lookup import MOST_OFFERED, find_affiliations, read_domains
from idp.organizations.domains.models import CODE_ATTEMPTS, OrganizationDomain
from idp.organizations.domains.naming import MOST_DOMAINS
from idp.organizations.domains.naming import name_domain as name_by_mail
from idp.organizations.models import Membership
from tests.factories.accounts import create_account
from tests.factories.actors import person_actor
from tests.factories.organizations import create_organization, join, name_domain
from tests.factories.sessions import create_session

DOMAIN = "hafenwerk.example"
DAY = timedelta(days=1)


@pytest.fixture
def here(app, clock):
    with app.test_request_context(base_url=app.settings.issuer):
        yield


@pytest.fixture
def organization(here, database):
    return create_organization(database, "Hafenwerk GmbH")


@pytest.fixture
def other(here, database):
    return create_organization(database, "Ankerplatz eG")


@pytest.fixture
def administrator(database, organization, other):
    """Of both."""
    account = create_account(database, language="en")
    for each in (organization, other):
        join(database, each, account, role="administrator")
    return person_actor(account.id, create_session(database, account).id)


def name(organization, actor, address=f"it@{DOMAIN}", portal="forum"):
    with transaction() as session:
        return name_by_mail(session, organization.id, address, portal, actor).id


def row_of(database, domain_id):
    return database.one(select(OrganizationDomain).where(OrganizationDomain.id == domain_id))


def test_two_organizations_name_one_domain_each_for_itself(database, organization, other, administrator):
    confirmed = name_domain(database, other, DOMAIN)
    mine = name(organization, administrator)

    assert mine != confirmed.id
    with transaction() as session:
        assert [each.id for each in read_domains(session, organization.id)] == [mine]


def test_domains_are_listed_by_name(database, organization):
    for domain in ("kran.example", "anker.example", "boje.example"):
        name_domain(database, organization, domain)
    with transaction() as session:
        listed = [each.domain for each in read_domains(session, organization.id)]
    assert listed == ["anker.example", "boje.example", "kran.example"]


def test_the_code_is_mailed_at_the_portal_in_the_language_of_the_asker(database, organization, administrator):
    name(organization, administrator)

    mail = database.one(select(OutboxMail))
    assert (mail.portal, mail.language, mail.recipient) == ("forum", administrator.language, f"it@{DOMAIN}")


def test_a_new_code_has_all_attempts(database, organization, administrator):
    named = row_of(database, name(organization, administrator))
    database.change(named, code_attempts=CODE_ATTEMPTS)
    name(organization, administrator)

    assert row_of(database, named.id).code_attempts == 0


@pytest.mark.parametrize(("others", "is_let"), [(MOST_DOMAINS - 1, True), (MOST_DOMAINS, False)])
def test_an_organization_names_so_many_domains(database, organization, other, administrator, others, is_let):
    for number in range(others):
        name_domain(database, organization, f"kai{number}.example")
    name_domain(database, other, "anker.example")
    if is_let:
        assert name(organization, administrator)
        return
    with pytest.raises(TooManyDomains):
        name(organization, administrator)
    assert name(other, administrator)


CODE = "123456"


def waiting(database, organization, domain=DOMAIN, **values):
    given = {"email": f"it@{domain}", "code_hash": "", "expires_at": current_time() + DAY, "confirmed_at": None}
    named = name_domain(database, organization, domain, **given | values)
    database.change(named, code_hash=named.hash_code(CODE))
    return named


@pytest.mark.parametrize(
    ("values", "is_good"),
    [
        pytest.param({}, True, id="in time"),
        pytest.param({"code_attempts": CODE_ATTEMPTS - 1}, True, id="last attempt"),
        pytest.param({"code_attempts": CODE_ATTEMPTS}, False, id="no attempt left"),
        pytest.param({"confirmed_at": current_time()}, False, id="confirmed before"),
    ],
)
def test_a_code_is_good_while_its_domain_waits(database, organization, values, is_good):
    assert redeem_domain_code(waiting(database, organization, **values), CODE) is is_good


def test_a_code_ends_at_its_moment(database, organization):
    assert not redeem_domain_code(waiting(database, organization, expires_at=current_time()), CODE)


def test_an_attempt_counts_once_and_for_its_own_domain(database, organization, other):
    mine, theirs = waiting(database, organization), waiting(database, other)

    assert not redeem_domain_code(mine, "000000")
    assert [row_of(database, each.id).code_attempts for each in (mine, theirs)] == [1, 0]


def test_beyond_the_tries_of_a_day_the_right_code_is_refused(database, organization, other, clock):
    """However many domains an organization has named."""
    for number in range(20):
        assert not redeem_domain_code(waiting(database, organization, f"kai{number}.example"), "000000")
    assert not redeem_domain_code(waiting(database, organization), CODE)
    assert redeem_domain_code(waiting(database, other), CODE)

    clock.shift(DAY)
    assert redeem_domain_code(waiting(database, organization, "dock.example"), CODE)


@pytest.mark.threat(73)
def test_the_domain_of_one_organization_lets_no_one_into_another(database, organization, other):
    """Who may join one at once has to ask the other, whichever is found first."""
    colleague = create_account(database, email=f"mira@{DOMAIN}")
    actor = person_actor(colleague.id, create_session(database, colleague).id)
    name_domain(database, organization, DOMAIN, joining="approval")
    name_domain(database, other, DOMAIN, joining="at_once")

    with pytest.raises(DomainDoesNotLetIn), transaction() as session:
        join_by_domain(session, organization.id, colleague.id, "shop", actor)
    with transaction() as session:
        join_by_domain(session, other.id, colleague.id, "shop", actor)
    assert database.rows(select(Membership.organization_id)) == [other.id]


def test_what_an_address_may_join_is_offered_by_name_up_to_a_number(database, here):
    colleague = create_account(database, email=f"mira@{DOMAIN}")
    for number in range(MOST_OFFERED + 1, 0, -1):
        name_domain(database, create_organization(database, f"Werft {number:02}"), DOMAIN)
    name_domain(database, create_organization(database, "Another domain"), "anker.example")
    with transaction() as session:
        offered = find_affiliations(session, session.merge(colleague))

    assert [each.name for each in offered] == [f"Werft {number:02}" for number in range(1, MOST_OFFERED + 1)]
