"""The page behind an invitation whose reader can sign in to no account yet: name and password make or activate one."""

from abc import abstractmethod
from typing import Any

from werkzeug.wrappers import Response

from idp.accounts.fields import PageForm, name_field
from idp.accounts.new_password import accept_new_password, new_password_field, shown_rules
from idp.accounts.password_policy import words_of
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.one_time_links.page import LinkPage, LinkTarget
from idp.infrastructure.web.i18n import lazy_gettext
from idp.infrastructure.web.pages import render_page
from idp.portals.demands import PortalDemands


class NewPersonForm(PageForm):
    """Who the person is, and the password."""

    given_name = name_field(lazy_gettext("First name"), lazy_gettext("Please enter your first name."))
    family_name = name_field(lazy_gettext("Last name"), lazy_gettext("Please enter your last name."))
    password = new_password_field()


class NewPersonPage(LinkPage[LinkTarget]):
    """A page behind an invitation."""

    @abstractmethod
    def create(self, target: LinkTarget, token: str, form: NewPersonForm) -> Response | LinkProblem:
        """Redeem the link and make what a valid form asks for."""

    def ask_person(
        self,
        target: LinkTarget,
        token: str,
        form: NewPersonForm,
        *,
        template: str,
        email: str,
        demands: PortalDemands,
        **context: Any,
    ) -> Response | LinkProblem:
        """The form; or what it makes. ``template`` extends ``accounts/new_person.html``; ``email`` is the address that
        the link proves, which no field can change."""
        words = words_of(email, form.given_name.data, form.family_name.data, *demands.names)
        if accept_new_password(form, demands.password, words):
            return self.create(target, token, form)
        status = 422 if form.errors else 200
        rules = shown_rules(demands.password)
        return render_page(template, status, form=form, rules=rules, email=email, **context)
