"""What people and systems call our columns."""

from collections.abc import Mapping
from types import MappingProxyType

from idp.accounts.personal_details.fields import DETAILS
from idp.administration.files.names import plain_name
from idp.administration.files.records import Fields, text_of
from idp.administration.imports.columns import COLUMNS

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "email": "mail emailaddress mailaddress emailadresse mailadresse useremail",
        "email_verified": "emailconfirmed isemailverified verified confirmed isverified",
        "username": "login userlogin loginname benutzername preferredusername",
        "given_name": "firstname forename vorname",
        "family_name": "lastname surname nachname familienname",
        "name": "fullname displayname",
        "language": "lang locale sprache preferredlanguage",
        "customer_number": "customerid customerno kundennummer kundennr",
        "password_hash": "password hash hashedpassword encryptedpassword passwd userpass userpassword passworthash",
        "created_at": "created createdon datejoined creationtime creationdate registered registeredat userregistered "
        "createdtimestamp angelegt",
        "disabled": "blocked locked suspended banned isdisabled deaktiviert gesperrt",
        "enabled": "active isactive isenabled aktiv",
        "nickname": "spitzname",
        "middle_name": "middlenames",
        "birthdate": "birthday dateofbirth dob geburtsdatum geburtstag",
        "gender": "sex geschlecht",
        "phone_number": "phone telephone telephonenumber mobile mobilephone telefon telefonnummer mobil handy",
        "phone_number_verified": "phonenumberconfirmed",
        "street_address": "address street strasse straße anschrift addressline1",
        "postal_code": "zip zipcode postcode plz postleitzahl",
        "locality": "city town ort stadt wohnort",
        "region": "state province bundesland",
        "country": "land",
        "zoneinfo": "timezone tz zeitzone",
        "website": "url userurl homepage webseite",
        "picture": "photo photourl avatar avatarurl bild",
    }
)
_COLUMN_OF = {
    **{alias: column for column, aliases in _ALIASES.items() for alias in aliases.split()},
    **{column.replace("_", ""): column for column in (*_ALIASES, *COLUMNS, *DETAILS)},
}

_OURS = frozenset({*COLUMNS, *DETAILS})


def column_of(name: str) -> str | None:
    """Our column of that name; None where there is none."""
    return _COLUMN_OF.get(plain_name(name))


def read_by_names(fields: Fields) -> dict[str, object]:
    """The values of a flat record by our columns. Of several names for one column ours comes first, then what is not
    empty."""
    found: dict[str, object] = {}
    for name, value in sorted(fields.items(), key=lambda each: each[0] not in _OURS):
        column = column_of(name)
        if column is not None and text_of(found.get(column)) == "":
            found[column] = value
    return found
