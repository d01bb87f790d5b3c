"""A page that greets the person and asks for nothing."""

from idp.registration.steps.step import RegistrationStep

WELCOME = RegistrationStep(
    key="welcome", template="registration/steps/welcome.html", is_asked=lambda asked: asked.present is None
)
