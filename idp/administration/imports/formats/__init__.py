"""Formats: how the exports of other systems name and nest what an account has. One module each.

Owns telling which system wrote a file, and giving its records the names of our columns. What a column may hold belongs
to ``columns``.
"""

from idp.administration.imports.formats import aspnet, auth0, django, firebase, keycloak, ldap, ours, wordpress
from idp.administration.imports.formats.format import FORMATS, Format, add_format

for _module in (ldap, firebase, auth0, django, wordpress, aspnet, keycloak, ours):
    add_format(_module.FORMAT)

__all__ = ["FORMATS", "Format", "add_format"]
