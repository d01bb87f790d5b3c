"""The part of a journey that asks to agree to the portal's terms of use."""

from collections.abc import Mapping

from wtforms import BooleanField
from wtforms.validators import InputRequired

from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.journey import JourneyPart
from idp.settings import PortalSettings


def _field() -> BooleanField:
    missing = lazy_gettext("Please agree to the terms of use to continue.")
    return BooleanField(lazy_gettext("Terms of use"), validators=[InputRequired(missing)])


def _evidence(portal: PortalSettings, _agreed: bool) -> Mapping[str, str]:
    return {"url": str(portal.terms_url)}


TERMS = JourneyPart(
    key="terms",
    is_asked=lambda portal: portal.terms_url is not None,
    make_field=_field,
    template="registration/journey/terms.html",
    evidence=_evidence,
)
