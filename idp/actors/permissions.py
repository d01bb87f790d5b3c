"""What the installation lets an actor do to what is not their own."""

from enum import StrEnum


class Permission(StrEnum):
    """A kind of administration. What people do to their own account needs none."""

    PEOPLE_READ = "people.read"
    PEOPLE_CREATE = "people.create"
    PEOPLE_CHANGE = "people.change"
    PEOPLE_DISABLE = "people.disable"
    CREDENTIALS_RESET = "credentials.reset"
    CREDENTIALS_RENEW = "credentials.renew"
    ROLES_MANAGE = "roles.manage"
    ORGANIZATIONS_READ = "organizations.read"
    ORGANIZATIONS_MANAGE = "organizations.manage"
    CUSTOMERS_READ = "customers.read"
    CUSTOMERS_MANAGE = "customers.manage"
    REGISTRATIONS_READ = "registrations.read"
    REGISTRATIONS_DECIDE = "registrations.decide"
    CLIENTS_READ = "clients.read"
    CLIENTS_MANAGE = "clients.manage"
    KEYS_READ = "keys.read"
    KEYS_ROTATE = "keys.rotate"
