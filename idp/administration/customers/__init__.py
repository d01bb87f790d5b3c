"""What operators do to customer records: one by one, and by a file of the operator's own system.

Owns the permissions, the record of what was done, and reading files; what a record is belongs to ``customers``.
"""
