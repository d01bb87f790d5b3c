"""The language of a page, and the functions that translate into it.

The first that speaks decides: the person's choice at the foot of a page, made since the relying party asked; the
relying party's ``ui_locales``; a choice made before that; the signed-in person's profile, the browser, the portal.
Machine endpoints speak English, as their specifications do.

Everything here works outside a request as well, where :func:`in_language` says which language.
"""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import flask_babel
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain

from idp.infrastructure.clock import current_time
from idp.infrastructure.translations import LANGUAGES, supported_language, translations
from idp.infrastructure.web.application import current_settings
from idp.infrastructure.web.endpoints import is_machine_endpoint
from idp.infrastructure.web.flow import portal_key

CHOICE, _CHOSEN_AT = "language", "language_at"
_BREAKS = {
    "Wiederherstellungs": "Wieder\N{SOFT HYPHEN}herstellungs",
    "Administratorz": "Administrator\N{SOFT HYPHEN}z",
    "herstellungscode": "herstellungs\N{SOFT HYPHEN}code",
    "e-mail": "e\N{NON-BREAKING HYPHEN}mail",
}


class _PoDomain(Domain):  # type: ignore[misc]  # flask_babel has no types
    """Messages from our own catalogues instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        locale = flask_babel.get_locale()
        return translations(locale.language if locale else "en")


class _PoBabel(Babel):  # type: ignore[misc]  # flask_babel has no types
    domain_instance = _PoDomain()


def init_i18n(app: Flask) -> None:
    """Give the application its languages, and templates ``_``, ``ngettext`` and the date filters."""
    _PoBabel().init_app(app, locale_selector=_choose_language, timezone_selector=_choose_time_zone)
    app.jinja_env.filters.update(moment=format_any_moment, day=format_day, time=format_time)
    app.jinja_env.filters.update(near_moment=format_near_moment, heading=break_well)


def _choose_time_zone() -> str:
    """Moments are shown as they are read where the portal's people are."""
    settings = current_settings()
    key = portal_key() if has_request_context() else settings.default_portal
    return settings.portals[key].time_zone


def gettext(message: str, **values: Any) -> str:
    """``message`` in the reader's language, with ``%(name)s`` filled in."""
    return cast(str, flask_babel.gettext(message, **values))


_ = gettext


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The singular or the plural for ``num``, which is ``%(num)s`` in both."""
    return cast(str, flask_babel.ngettext(singular, plural, num, **values))


def lazy_gettext(message: str, **values: Any) -> str:
    """A text that is translated when it is shown: for labels and messages that are declared once, at import.

    Behaves as a string where it is formatted or rendered; ``str()`` it before it is stored or put into JSON.
    """
    return cast(str, flask_babel.lazy_gettext(message, **values))


def current_language() -> str:
    """The language of this page or block: a key of ``LANGUAGES``."""
    locale = flask_babel.get_locale()
    return cast(str, locale.language) if locale else "en"


def format_moment(moment: datetime) -> str:
    """An aware moment as the reader would say it, in the pages' time zone."""
    pattern = "d._MMMM, HH:mm_'Uhr'" if current_language() == "de" else "d_MMMM, HH:mm"
    return cast(str, flask_babel.format_datetime(moment, _unbroken(pattern)))


def format_any_moment(moment: datetime) -> str:
    """As :func:`format_moment`, with the year where it is not the present one."""
    if flask_babel.to_user_timezone(moment).year == flask_babel.to_user_timezone(current_time()).year:
        return format_moment(moment)
    pattern = "d._MMMM y, HH:mm_'Uhr'" if current_language() == "de" else "d_MMMM y, HH:mm"
    return cast(str, flask_babel.format_datetime(moment, _unbroken(pattern)))


def format_day(moment: datetime) -> str:
    """The day of an aware moment as the reader would say it, in the pages' time zone."""
    pattern = "d._MMMM y" if current_language() == "de" else "d_MMMM y"
    return cast(str, flask_babel.format_date(flask_babel.to_user_timezone(moment), _unbroken(pattern), rebase=False))


def format_time(moment: datetime) -> str:
    """The time of day of an aware moment as the reader would say it, in the pages' time zone."""
    pattern = "HH:mm_'Uhr'" if current_language() == "de" else "HH:mm"
    return cast(str, flask_babel.format_time(moment, _unbroken(pattern)))


def _unbroken(pattern: str) -> str:
    """``pattern`` with no-break spaces for its underscores: no line ends between a day and its month."""
    return pattern.replace("_", "\N{NO-BREAK SPACE}")


def format_near_day(moment: datetime) -> str:
    """The day of an aware moment, where it can be by its distance: "Today", "Yesterday"."""
    return {0: gettext("Today"), 1: gettext("Yesterday")}.get(_days_ago(moment)) or format_day(moment)


def format_near_moment(moment: datetime) -> str:
    """An aware moment within a line, by its distance where that says more: "today, 16:16"."""
    clock = format_time(moment)
    near = {0: gettext("today, %(time)s", time=clock), 1: gettext("yesterday, %(time)s", time=clock)}
    return near.get(_days_ago(moment)) or format_any_moment(moment)


def _days_ago(moment: datetime) -> int:
    """Nights between a moment and now, where the pages' people are."""
    days: timedelta = flask_babel.to_user_timezone(current_time()).date() - flask_babel.to_user_timezone(moment).date()
    return days.days


def day_of(moment: datetime) -> date:
    """The day of an aware moment where the pages' people are."""
    return cast(datetime, flask_babel.to_user_timezone(moment)).date()


def start_of_day(day: date) -> datetime:
    """The aware moment at which a day begins where the pages' people are."""
    return cast(datetime, flask_babel.to_utc(datetime.combine(day, time.min))).replace(tzinfo=UTC)


def end_of_day(day: date) -> datetime:
    """The aware moment at which a day is over where the pages' people are."""
    return start_of_day(day + timedelta(days=1))


def say_country(code: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2) in the reader's language, else the code."""
    locale = flask_babel.get_locale()
    return cast(str, locale.territories.get(code, code)) if locale else code


def break_well(heading: str) -> str:
    """``heading`` with the places where its long words may end a line; many browsers know none by themselves."""
    for word, parts in _BREAKS.items():
        heading = heading.replace(word, parts)
    return heading


def in_language(language: str) -> AbstractContextManager[None]:
    """Translate the block into ``language``, as for a mail to another account."""
    return cast(AbstractContextManager[None], flask_babel.force_locale(language))


def choose_language(language: str) -> None:
    """Keep the person's choice in the browser cookie; a language we don't speak changes nothing."""
    if language in LANGUAGES:
        session[CHOICE], session[_CHOSEN_AT] = language, current_time().timestamp()
        flask_babel.refresh()


def _choose_language() -> str:
    if not has_request_context() or is_machine_endpoint():
        return "en"
    chosen = supported_language([session.get(CHOICE, "")])
    return (
        (chosen if _is_chosen_since(g.get("language_asked_at")) else None)
        or g.get("asked_language")
        or chosen
        or g.get("person_language")
        or _language_of_browser()
        or current_settings().portals[portal_key()].default_language
    )


def _is_chosen_since(asked_at: datetime | None) -> bool:
    return asked_at is not None and session.get(_CHOSEN_AT, 0) >= asked_at.timestamp()


def _language_of_browser() -> str | None:
    return supported_language([tag for tag, _quality in request.accept_languages])
