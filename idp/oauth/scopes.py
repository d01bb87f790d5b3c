"""The scopes that packages offer beside those of the standard: one line for each."""

from idp.organizations.claims import GROUPS, ORGANIZATIONS
from idp.protocol.scopes import SCOPES, add_scope

for _scope in (ORGANIZATIONS, GROUPS):
    add_scope(_scope)

__all__ = ["SCOPES"]
