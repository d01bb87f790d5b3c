"""Answering a page of the form: shown, or its valid entries kept and the registration led on."""

from dataclasses import replace

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from idp.accounts.new_password import shown_rules
from idp.accounts.summaries import account_summary
from idp.actors import visitor
from idp.customers.registers import register_of_portal
from idp.infrastructure.database import current_session
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.browser_session import browser_hash
from idp.infrastructure.web.headers import allow_forms_to_leave
from idp.infrastructure.web.i18n import current_language
from idp.infrastructure.web.pages import render_page
from idp.invitations.offer import offer_facts
from idp.portals.journey import journey_parts_at
from idp.portals.texts import AskedAt
from idp.registration.completion import complete
from idp.registration.confirmation import confirm_for_account
from idp.registration.confirmed_page import go_on
from idp.registration.customer_claims import reserve_evidence
from idp.registration.journey import JourneyPages, outlook_of
from idp.registration.models import Registration
from idp.registration.own import get_row
from idp.registration.page_form import accepted_entries, make_page_form
from idp.registration.placing import page_url, place_of
from idp.registration.start import Origin, begin, begin_invited, enter, hit_mail_limit, is_as_seen, submit
from idp.registration.steps import Asked, StepForm
from idp.sessions.actor import current_actor


def answer_page(asked: Asked, number: int) -> Response:
    """The page of this number, of a registration or, without one, the first of a new one."""
    pages = JourneyPages.of(asked)
    steps = pages.steps(number)
    asked = replace(asked, is_completing=number > pages.before)
    form = make_page_form(steps, asked)
    entries = accepted_entries(form, steps, asked)
    if entries is None:
        return _render_page(asked, pages, number, form)
    is_submitted = number == pages.before
    email = str(entries.get("email") or _known_email(asked))
    is_proved = asked.account is not None and asked.account.email_verified_at is not None
    is_mailed = is_submitted and not is_proved and hit_mail_limit(email, visitor(), asked.demands.throttle)
    session = current_session()
    row = get_row(session, asked.registration, lock=True) if asked.registration else _begin(session, asked)
    if asked.registration and not is_as_seen(row, asked.registration):
        # What was mailed to one address must not confirm another, and what was judged of one not admit another.
        return redirect(place_of(row), 303)
    enter(row, number, entries)
    if is_submitted:
        session.flush()
        if row.is_of_account and is_proved:
            confirm_for_account(session, row, current_actor(), outlook_of(row))
            return go_on(row)
        reserve_evidence(session, row, asked.settings, register_of_portal(current_settings(), row.portal))
        submit(session, row, asked.demands.lifetimes.confirmation, visitor(), is_mailed=is_mailed)
        return redirect(url_for("registration.check_mail", id=row.id), 303)
    if number == len(pages.pages):
        actor = current_actor() if asked.present is not None else visitor()
        is_new = complete(session, row, actor, outlook_of(row))
        return go_on(row, is_password_typed="password" in form) if is_new else redirect(place_of(row), 303)
    return redirect(page_url(row, number + 1), 303)


def _known_email(asked: Asked) -> str:
    """The address of an earlier page, or of the account that asks for access, which has no registration at first."""
    known = asked.registration or asked.account
    return known.email if known else ""


def _begin(session: Session, asked: Asked) -> Registration:
    origin = _origin(asked)
    return begin_invited(session, origin, asked.invited) if asked.invited else begin(session, origin)


def _origin(asked: Asked) -> Origin:
    interaction = asked.interaction
    return Origin(
        browser_hash=browser_hash(),
        portal=asked.portal,
        language=current_language(),
        lifetime=asked.demands.lifetimes.confirmation,
        interaction_id=interaction.id if interaction else None,
        client_id=interaction.client_id if interaction else None,
        account=asked.account,
        is_admitted=asked.is_admitted,
    )


def _render_page(asked: Asked, pages: JourneyPages, number: int, form: StepForm) -> Response:
    interaction, row = asked.interaction, asked.registration
    is_completing = asked.is_completing
    if asked.is_of_account:
        # There may be no row yet: a signed-in person who gets access at once goes on to the portal.
        allow_forms_to_leave()
    return render_page(
        "registration/invited.html" if asked.invited else "registration/page.html",
        422 if form.errors else 200,
        form=form,
        steps_of_page=pages.steps(number),
        number=number - pages.before if is_completing else number,
        count=len(pages.pages) - pages.before if is_completing else pages.before,
        is_completing=is_completing,
        is_last=number in (pages.before, len(pages.pages)),
        back_url=page_url(row, number - 1) if row and number not in (1, pages.before + 1) else None,
        email=asked.known_email,
        account=account_summary(asked.account.id) if asked.account else None,
        is_admitted=asked.is_admitted,
        rules=shown_rules(asked.demands.password),
        journey=[part for part in journey_parts_at(asked.portal, tuple(AskedAt)) if part.key in form],
        interaction=interaction,
        **(offer_facts(asked.invited) if asked.invited else {}),
    )
