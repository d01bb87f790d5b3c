"""What operators do to the devices of customers: reading them, and taking them from a file of their own system.

Owns the permissions and the record of what was done; what a device is belongs to ``customers.devices``.
"""
