"""What the portal's journey asks a person to agree to (``portals/journey.py``): all at once, or one text by itself."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from wtforms import Field

from idp.accounts.journey_form import completed_journey, journey_fields
from idp.agreements.parts import agreed_texts
from idp.portals.journey import JourneyPart, journey_parts_at
from idp.portals.texts import SETTING_UP, AskedAt
from idp.registration.steps.step import Asked, RegistrationStep, StepForm

KEY = "agreements"
TEXT_PREFIX = "text_"
_TEMPLATE = "registration/steps/agreements.html"


def text_step(key: str) -> RegistrationStep:
    """The step that asks for one text alone: ``text_terms`` for the text ``terms``, wherever else that one is asked."""
    return RegistrationStep(
        key=key,
        template=_TEMPLATE,
        is_asked=lambda asked: _asks_for(_part_of_text(key, asked), asked),
        fields=lambda asked: journey_fields(asked.portal, _part_of_text(key, asked)),
        entries=lambda form, asked: _entries(form, asked, _part_of_text(key, asked)),
    )


def _part_of_text(key: str, asked: Asked) -> Sequence[JourneyPart]:
    return [part for part in _missing(journey_parts_at(asked.portal, tuple(AskedAt)), asked) if part.key == key]


def _missing(parts: Sequence[JourneyPart], asked: Asked) -> Sequence[JourneyPart]:
    """Of an account that answers an invitation, the texts alone that it has not agreed to; a sign-in asks the rest."""
    if asked.present is None:
        return parts
    return [part for part in parts if part.text is not None and part.text.mark not in asked.present.marks]


def _asks_for(parts: Sequence[JourneyPart], asked: Asked) -> bool:
    if asked.present is None:
        return bool(parts)
    return any(part.text is not None and part.text.is_required for part in parts)


def _all_parts(asked: Asked) -> Sequence[JourneyPart]:
    """What is asked at this stage, without the texts that have a page of their own. Where nothing is agreed to at the
    completion, its texts are asked at the registration as well."""
    settings = asked.settings.registration
    if asked.is_invited:
        parts = _missing(journey_parts_at(asked.portal, SETTING_UP), asked)
        return [part for part in parts if part.key not in chain(*settings.invitation)]
    before, after = set(chain(*settings.pages)), set(chain(*settings.completion))
    is_two_stages = any(step == KEY or step.startswith(TEXT_PREFIX) for step in after)
    stage = (AskedAt.COMPLETION,) if asked.is_completing else (AskedAt.REGISTRATION,)
    parts = journey_parts_at(asked.portal, stage if is_two_stages else SETTING_UP)
    elsewhere = after if asked.is_completing else before
    return [part for part in parts if part.key not in elsewhere and (part.text is not None or not asked.is_completing)]


def _fields(asked: Asked) -> Mapping[str, Field]:
    return journey_fields(asked.portal, _all_parts(asked))


def _entries(form: StepForm, asked: Asked, parts: Sequence[JourneyPart]) -> Mapping[str, Any]:
    """With the texts that were agreed to on an earlier page, each version once."""
    completed, row = completed_journey(form, asked.portal), asked.registration
    agreed = [*(row.agreed_texts if row else ()), *(each.to_json() for each in agreed_texts(form, parts))]
    first = {(each["text"], each["version"]): each for each in reversed(agreed)}
    return {
        "journey_version": completed.version,
        "terms_accepted": {**(row.terms_accepted if row else {}), **completed.terms_accepted},
        "agreed_texts": list(first.values()),
    }


AGREEMENTS = RegistrationStep(
    key=KEY,
    template=_TEMPLATE,
    is_asked=lambda asked: _asks_for(_all_parts(asked), asked),
    fields=_fields,
    entries=lambda form, asked: _entries(form, asked, _all_parts(asked)),
)
