"""Customers: records of the operator's own systems, by which portals know who is a customer.

Owns the records and their numbers by register, the one form in which numbers are compared, renumbering, merging and
closing. Reading files of customers belongs to ``administration``; what a person has to know of a record to register
belongs to the journeys of portals.
"""
