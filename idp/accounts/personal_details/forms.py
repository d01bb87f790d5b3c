"""The form of the page: one field for each detail that the installation offers."""

from collections.abc import Collection, Mapping

from wtforms import (  # type: ignore[attr-defined]  # the types are older than SelectChoice
    Field,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)

from idp.accounts.fields import PageForm, plain_text, stripped
from idp.accounts.personal_details.fields import DetailField


class _CanonicalText:
    """Validator: the field holds nothing, or what the detail may hold; then its canonical form."""

    def __init__(self, detail: DetailField) -> None:
        self._detail = detail

    def __call__(self, _form: PageForm, field: Field) -> None:
        if not field.data:
            return
        canonical = self._detail.parse(field.data)
        if canonical is None:
            raise ValidationError(self._detail.problem)
        field.data = canonical


def details_form(
    details: Collection[DetailField], present: Mapping[str, str], further: Mapping[str, Field]
) -> PageForm:
    """The form of this request, with what is ``present`` where nothing was sent; ``further`` fields follow.

    A browser drops line breaks in a field of one line: an address of several lines is shown with commas.
    """
    fields = {detail.name: _field(detail) for detail in details}
    shown = {name: ", ".join(text.splitlines()) for name, text in present.items()}
    form: PageForm = type("DetailsForm", (PageForm,), {**fields, **further})(data=shown)
    return form


def _field(detail: DetailField) -> Field:
    validators = [plain_text, _CanonicalText(detail)]
    if detail.choices:
        choices = [SelectChoice(*each) for each in detail.choices]
        return SelectField(detail.label, choices=choices, validators=validators)
    return StringField(detail.label, filters=[stripped], validators=validators)
