"""The scopes that packages offer beside those of the standard: one line for each."""

from idp.organizations.claims import GROUPS, ORGANIZATION, ORGANIZATIONS
from idp.protocol.scopes import SCOPES, add_scope

for _scope in (ORGANIZATION, ORGANIZATIONS, GROUPS):
    add_scope(_scope)

__all__ = ["SCOPES"]
