"""What the pages that ask for a name, a password or both have in common: their forms, and what is shown beside them."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request, url_for

from idp.accounts.fields import identifier_rules
from idp.clients.registry import find_client
from idp.factors.portal_demands import demands_before_account
from idp.infrastructure.web.i18n import gettext, ngettext
from idp.interactions import Interaction
from idp.signin.forms import CombinedForm, IdentifyForm, PasswordForm
from idp.signin.remembered import can_be_remembered

FormT = TypeVar("FormT", IdentifyForm, PasswordForm, CombinedForm)


def offered(form: FormT, interaction: Interaction) -> FormT:
    """The form, with "stay signed in" only where that can be."""
    if not can_be_remembered(interaction):
        del form.remember
    return form


def name_rules(interaction: Interaction) -> dict[str, list[Callable[..., None]]]:
    """What a name has to be, by the portal: an address, or a user name as well."""
    return identifier_rules(accepts_user_names=demands_before_account(interaction).accepts_user_names)


def is_ticked(form: IdentifyForm | PasswordForm | CombinedForm) -> bool:
    """Whether the person wants to stay signed in."""
    return bool(form.remember and form.remember.data)


def is_combined(interaction: Interaction) -> bool:
    """Whether the portal asks for name and password on one page."""
    return demands_before_account(interaction).form == "combined"


def facts_of_page(interaction: Interaction) -> dict[str, Any]:
    """What each of the templates is given beside its form."""
    return {
        "interaction": interaction,
        "client": find_client(interaction.client_id),
        "user_names": demands_before_account(interaction).accepts_user_names,
        "passkey_options_url": url_for("signin_passkey.options", interaction_id=interaction.id),
        "remember_for": _remember_for(demands_before_account(interaction).remember_me.hours),
        "passkey_url": url_for("signin_passkey.verify", interaction_id=interaction.id),
    }


def _remember_for(hours: int) -> str:
    if hours % 24 == 0:
        return ngettext("%(num)s day", "%(num)s days", hours // 24)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


def status_of(form: IdentifyForm | PasswordForm | CombinedForm) -> int:
    """The status of the page with this form."""
    return 422 if form.errors else 200


def fill_in(form: IdentifyForm | CombinedForm, name: str | None) -> None:
    """Prepare the form for the first time: with the name that is known, and what became of a passkey."""
    form.email.data = name
    if request.args.get("passkey") == "refused":
        form.form_errors.append(gettext("This passkey was not accepted. Please try again or use your password."))
