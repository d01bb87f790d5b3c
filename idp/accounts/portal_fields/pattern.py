"""The form that a portal's settings ask of an entry."""

import re
from collections.abc import Callable
from typing import Any

from wtforms import ValidationError

from idp.accounts.fields import PageForm, Validator
from idp.infrastructure.web.i18n import lazy_gettext


def pattern_validators(pattern: str | None, plain: Callable[[str], str] = str) -> tuple[Validator, ...]:
    """The validator for a regular expression of the whole entry, in the form that ``plain`` gives it; none without an
    expression."""
    if pattern is None:
        return ()

    def check(_form: PageForm, field: Any) -> None:
        if not re.fullmatch(pattern, plain(field.data or "")):
            raise ValidationError(lazy_gettext("Please check this entry. It doesn't have the expected format."))

    return (check,)
