"""The parts of a portal's journey as fields of a form, and what is kept of the entries."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from wtforms import Field, HiddenField, ValidationError

from idp.accounts.fields import PageForm
from idp.infrastructure.clock import current_time
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.i18n import lazy_gettext
from idp.portals.demands import demands_at
from idp.portals.journey import JourneyPart, journey_parts_at
from idp.protocol.admission import CompletedJourney

F = TypeVar("F", bound=PageForm)


def journey_form(form: type[F], portal: str, parts: Sequence[JourneyPart]) -> F:
    """A form with the fields of ``form`` and those of ``parts`` of the portal's journey behind them.

    Where there are any, the form carries the versions that it showed: an answer to a former one does not count.
    """
    return cast(F, type(form.__name__, (form,), dict(journey_fields(portal, parts)))())


def journey_fields(portal: str, parts: Sequence[JourneyPart]) -> Mapping[str, Field]:
    """The fields of parts of the portal's journey by name; with them, where there are any, the versions shown."""
    fields = {part.key: part.make_field() for part in parts}
    if fields:
        version = _shown_versions(portal, parts)
        fields["journey_version"] = HiddenField(default=version, validators=[_is_present(version)])
    return fields


def completed_journey(form: PageForm, portal: str) -> CompletedJourney:
    """What a valid form of the portal's journey has completed, as of now. The texts that it agrees to are no part."""
    settings, now = current_settings(), current_time().isoformat()
    version = demands_at(settings, portal).journey_version
    entered = [part for part in journey_parts_at(portal) if part.key in form]
    kept = {part.key: part.evidence(settings.portal(portal), form[part.key].data) for part in entered}
    accepted = {
        key: {**evidence, "version": version, "at": now} for key, evidence in kept.items() if evidence is not None
    }
    return CompletedJourney(version, accepted)


def _shown_versions(portal: str, parts: Sequence[JourneyPart]) -> str:
    """The version of the journey and of each text, as one value."""
    journey = str(demands_at(current_settings(), portal).journey_version)
    return " ".join([journey, *(part.text.mark for part in parts if part.text is not None)])


def _is_present(version: str) -> Callable[[PageForm, Field], None]:
    def check(_form: PageForm, field: Field) -> None:
        if field.data != version:
            field.data = version
            raise ValidationError(lazy_gettext("The terms have changed in the meantime. Please read them again."))

    return check
