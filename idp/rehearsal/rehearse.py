"""All ways through the registration of a portal: to the account, and to each refusal."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from idp.administration.activation import invite_person
from idp.administration.creation import NewAccount, create_account
from idp.customers.registers import register_of_portal
from idp.infrastructure.database import transaction
from idp.infrastructure.web.application import Application
from idp.registration.journey import asked_at
from idp.rehearsal.deciding import REHEARSAL, store_organization
from idp.rehearsal.evidence import store_customer
from idp.rehearsal.met import DecisionMet, Walk
from idp.rehearsal.sample import Sample, make_sample, with_wrong
from idp.rehearsal.values import NoSuchValue
from idp.rehearsal.walking import Walker


def rehearse_portal(app: Application, portal: str, language: str) -> Iterator[Walk]:
    """Each way in turn, of the application on its stage (``open_stage``), which has to have its context.

    The first one leads to the account, by registration or, where that is closed, by invitation. Each of the others has
    one piece of evidence that is wrong, or all where some are enough; where a person decides, one more is refused.
    """
    is_open = asked_at(portal).demands.is_registration_open
    first = Walk(portal=portal, about="registration" if is_open else "invitation")
    try:
        sample = make_sample(portal, language)
    except NoSuchValue as error:
        first.failure = str(error)
        yield first
        return
    _store(app, sample)
    yield _walk_to_account(app, sample, first)
    if is_open and not first.failure:
        deciders = [each.by for each in first.met if isinstance(each, DecisionMet)]
        yield from _refusals(app, sample, refused_by=deciders[0] if deciders else None)


def _walk_to_account(app: Application, sample: Sample, walk: Walk) -> Walk:
    walker = Walker(app, sample, walk)
    if walk.about == "invitation":
        _invite(sample)
        walker.begin_with_mail()
    else:
        walker.begin_at(_first_page(sample))
    if walk.pages and walk.pages[-1].errors and not walk.failure:
        page = walk.pages[-1]
        walk.failure = f"page {page.title!r} ({page.path}): {walk.outcome}"
    return walk


def _refusals(app: Application, sample: Sample, *, refused_by: str | None) -> Iterator[Walk]:
    """People of the same customer: each of them has another address and another mistake."""
    registration = asked_at(sample.portal).settings.registration
    changed = [(f"wrong {key}", with_wrong(sample, key)) for key in registration.evidence]
    if (registration.evidence_required or len(registration.evidence)) < len(registration.evidence):
        all_wrong = reduce(lambda person, key: with_wrong(person, key) or person, registration.evidence, sample)
        changed.append(("all evidence wrong", all_wrong))
    changed += [(f"refused by the {refused_by}", sample)] if refused_by else []
    for number, (about, person) in enumerate(changed, start=1):
        if person is not None:
            local, at, domain = person.email.partition("@")
            walk = Walk(portal=sample.portal, about=about)
            # The same person again, with a name that is not taken.
            other = replace(person, email=f"{local}-{number}{at}{domain}", user_name=f"{local}-{number}")
            Walker(app, other, walk, is_refused=True).begin_at(_first_page(sample))
            yield walk


def _first_page(sample: Sample) -> str:
    return f"/register?portal={sample.portal}"


def _store(app: Application, sample: Sample) -> None:
    registration = asked_at(sample.portal).settings.registration
    evidence = registration.evidence
    if evidence:
        organization_id = store_organization(sample) if registration.approval == "customer" else None
        register = register_of_portal(app.settings, sample.portal)
        with transaction() as session:
            store_customer(session, register, sample.family_name, evidence, sample.evidence, organization_id)


def _invite(sample: Sample) -> None:
    actor = REHEARSAL.at_portal(sample.portal)
    new = NewAccount(email=sample.email, language=sample.language)
    with transaction() as session:
        invite_person(session, create_account(session, new, actor), actor)
