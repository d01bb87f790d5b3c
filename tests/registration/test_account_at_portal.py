"""What an account has at a portal already: of that portal and that account alone."""

from idp.infrastructure.web.application import Application
from idp.registration.account_at_portal import read_account_at_portal
from idp.registration.steps.step import AccountAtPortal
from tests.factories.accounts import create_account
from tests.factories.admissions import create_admission
from tests.factories.agreements import create_agreement
from tests.provisioning.databases import Database


def test_the_answers_are_those_to_its_optional_texts_and_what_its_admission_remembers(
    app: Application, database: Database
) -> None:
    person, other = create_account(database), create_account(database)
    create_agreement(database, person, text="news", is_required=False)
    create_agreement(database, person, text="rules", is_required=True)
    create_agreement(database, person, portal="forum", text="letters", is_required=False)
    create_agreement(database, other, text="offers", is_required=False)
    with app.app_context():
        assert read_account_at_portal(person.id, "shop") == AccountAtPortal(marks=frozenset({"news=1"}))

    create_admission(database, person, "shop", profile={"costs": "17"}, texts_agreed=("terms=1",))
    with app.app_context():
        assert read_account_at_portal(person.id, "shop") == AccountAtPortal(
            profile={"costs": "17"}, marks=frozenset({"news=1", "terms=1"})
        )
