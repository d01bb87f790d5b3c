"""Where the person of a registration goes on: the page of each state."""

from flask import url_for

from idp.registration.journey import JourneyPages, asked_of
from idp.registration.models import Registration
from idp.registration.states import RegistrationState


def place_of(registration: Registration) -> str:
    """The address of the page that a registration of this browser waits at."""
    pages = JourneyPages.of(asked_of(registration))
    match RegistrationState(registration.state):
        case RegistrationState.STARTED:
            return page_url(registration, min(registration.pages_done + 1, pages.before))
        case RegistrationState.APPROVED if pages.is_completed_later:
            number = max(registration.pages_done, pages.before) + 1
            return page_url(registration, min(number, len(pages.pages)))
        case RegistrationState.SUBMITTED:
            return url_for("registration.check_mail", id=registration.id)
        case _:
            return url_for("registration.status", id=registration.id)


def page_url(registration: Registration, number: int) -> str:
    """The address of a page of the form."""
    return url_for("registration.page", id=registration.id, number=number)
