"""The organization that is created with the account, where the portal lets people do so."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field

from idp.infrastructure.web.i18n import lazy_gettext
from idp.interactions.requests import client_request_of
from idp.organizations.founding_form import company_field, entered_organization, kind_field
from idp.registration.steps.step import Asked, RegistrationStep, StepForm

_NONE = "none"


def _is_asked(asked: Asked) -> bool:
    return asked.demands.organization_with_registration != "never"


def _fields(asked: Asked) -> Mapping[str, Field]:
    if asked.demands.organization_with_registration == "required":
        return {"kind": kind_field(), "company": company_field()}
    return {"kind": kind_field((_NONE, lazy_gettext("None for now")), default=_NONE), "company": company_field()}


def _fill(form: StepForm, asked: Asked) -> None:
    """What was entered before; else what the client's request says of the organization."""
    row = asked.registration
    client = client_request_of(asked.interaction) if asked.interaction else None
    if row is not None and row.organization_kind is not None:
        form["kind"].data, form["company"].data = row.organization_kind, row.organization_name or ""
    elif client is not None:
        form["kind"].data = client.request.organization_kind or form["kind"].data
        form["company"].process(None, client.request.organization_name or "")


def _entries(form: StepForm, _asked: Asked) -> Mapping[str, Any]:
    entered = None if form["kind"].data == _NONE else entered_organization(form)
    return {
        "organization_kind": entered.kind.value if entered else None,
        "organization_name": entered.name if entered else None,
    }


ORGANIZATION = RegistrationStep(
    key="organization",
    template="registration/steps/organization.html",
    is_for_accounts=False,
    is_asked=_is_asked,
    fields=_fields,
    fill=_fill,
    entries=_entries,
)
