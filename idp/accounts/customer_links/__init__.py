"""What accounts have to do with customers: the mail to those that are linked to a customer already.

The links themselves belong to ``customers``.
"""
