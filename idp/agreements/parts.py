"""The parts of a portal's journey that ask to agree to its texts: a tick for each, never set in advance."""

from collections.abc import Sequence

from wtforms import BooleanField, Form
from wtforms.validators import InputRequired, Optional

from idp.agreements.agreed import AgreedText
from idp.infrastructure.clock import current_time
from idp.infrastructure.networks import network_of
from idp.infrastructure.web.i18n import current_language, lazy_gettext
from idp.infrastructure.web.pages import request_info
from idp.portals.journey import JourneyPart, keep_nothing
from idp.portals.texts import AskedAt, PortalText, texts_at
from idp.settings import Settings


def text_parts(settings: Settings, portal: str, places: Sequence[AskedAt]) -> Sequence[JourneyPart]:
    """The parts for the texts that the portal asks for at any of ``places``."""
    return [_part(text) for text in texts_at(settings, portal, *places)]


def agreed_texts(form: Form, parts: Sequence[JourneyPart]) -> tuple[AgreedText, ...]:
    """The texts that are ticked in a form of these parts, as of now, from the network of this request."""
    language, network, now = current_language(), network_of(request_info().ip), current_time()
    ticked = [part.text for part in parts if part.text and part.key in form and form[part.key].data]
    return tuple(AgreedText.of(text, language=language, network=network, now=now) for text in ticked)


def _part(text: PortalText) -> JourneyPart:
    return JourneyPart(
        key=f"text_{text.key}",
        is_asked=lambda _: True,
        make_field=lambda: _field(text),
        template="agreements/tick.html",
        evidence=keep_nothing,
        text=text,
    )


def _field(text: PortalText) -> BooleanField:
    """A box that is not ticked sends nothing, which a required text takes for missing."""
    missing = lazy_gettext("Please agree to continue.")
    return BooleanField(validators=[InputRequired(missing)] if text.is_required else [Optional()])
