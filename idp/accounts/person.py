"""Whose page this is: every page of a person's own account area begins with it and ends in the same frame."""

from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from idp.accounts.arrival import use_arrival
from idp.accounts.models import Account
from idp.accounts.own_account import get_own_account
from idp.accounts.summaries import AccountSummary
from idp.infrastructure.database import reading
from idp.infrastructure.web.pages import render_page, use_person_language
from idp.sessions import SignedIn
from idp.sessions.recent import required_sign_in


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and the account, to read only."""

    signed_in: SignedIn
    account: Account


def current_person() -> Person:
    """The signed-in person, whose language the page speaks; a browser without one is led to the sign-in and back."""
    signed_in = required_sign_in()
    with reading() as session:
        account = get_own_account(session, signed_in.account_id)
    use_arrival(signed_in)
    use_person_language(account.language)
    return Person(signed_in, account)


def render_account_page(template: str, person: Person, status: int = 200, **context: Any) -> Response:
    """A page within the frame of the account area."""
    return render_page(template, status, account=AccountSummary.of(person.account), **context)
