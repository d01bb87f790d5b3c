"""A page behind a mailed link on which there is nothing but a button to press."""

from abc import abstractmethod

from werkzeug.wrappers import Response

from idp.accounts.fields import ButtonForm
from idp.infrastructure.one_time_links import LinkProblem
from idp.infrastructure.one_time_links.page import LinkPage, LinkTarget


class ButtonPage(LinkPage[LinkTarget]):
    """The page of a purpose that takes no entry."""

    @abstractmethod
    def render(self, target: LinkTarget, form: ButtonForm) -> Response:
        """What the button will do."""

    @abstractmethod
    def redeem(self, target: LinkTarget, token: str) -> Response | LinkProblem:
        """Do it, and say that it is done."""

    def answer(self, target: LinkTarget, token: str) -> Response | LinkProblem:
        """The button, or what it does."""
        form = ButtonForm()
        return self.redeem(target, token) if form.validate_on_submit() else self.render(target, form)
