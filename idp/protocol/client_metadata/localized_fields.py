"""What people read about a client, in further languages (OpenID Connect Registration 1.0 2.1)."""

from collections.abc import Iterator

from idp.protocol.client import Client
from idp.protocol.client_languages import LANGUAGE_TAG, LocalizedValue
from idp.protocol.client_metadata import page_fields
from idp.protocol.client_metadata.field import ClientField
from idp.protocol.client_metadata.problems import Complaint
from idp.protocol.client_metadata.values import TextList
from idp.protocol.supported import Supported

LOCALIZABLE = {field.name: field for field in page_fields.FIELDS if field.is_localizable}
"""The fields that can have a value for each language."""

_MOST = 100


def _check(texts: tuple[str, ...], client: Client, supported: Supported) -> Iterator[Complaint]:
    if len(texts) > _MOST:
        yield Complaint("There are too many values in other languages.", f"Give at most {_MOST}.")
    values = list(map(LocalizedValue.parse, texts))
    for each in values:
        field = LOCALIZABLE.get(each.field)
        if field is None or not LANGUAGE_TAG.fullmatch(each.tag):
            fields = ", ".join(LOCALIZABLE)
            yield Complaint(f"{each} is no field with a language.", f"Write FIELD#LANGUAGE=VALUE, of: {fields}.")
        elif field.check is not None:
            for complaint in field.check(each.value, client, supported):
                yield Complaint(f"{each.name}: {complaint.message}", complaint.next_step)
    names = [each.name.lower() for each in values]
    if len(set(names)) < len(names):
        yield Complaint("Two values are for one field and language.", "Remove one of them.")


FIELDS = (
    ClientField(
        name="localized_metadata",
        type=TextList(),
        option="--localized",
        label="In other languages",
        help=f"What people of a language read instead, such as client_name#de=Beispiel; of {', '.join(LOCALIZABLE)}.",
        default=[],
        check=_check,
    ),
)
