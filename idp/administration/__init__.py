"""What operators do to accounts, organizations, customers and the installation, from wherever they do it.

Owns roles and the permissions that they give, and services that take an actor and demand a permission of it: making,
finding, inviting, disabling and importing accounts, deciding on registrations, resetting credentials, inviting
operators, keeping records of customers, lifting suppressions of addresses. Pages and commands are thin callers of them.
The accounts themselves belong to ``accounts``, organizations to ``organizations``, records to ``customers``,
registrations to ``registration``.
"""
