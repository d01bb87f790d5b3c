"""The way into a new account.

Owns the registration in progress with its states, from the first page over the confirmed address and an approval to
the last one; the steps that a portal's settings choose from; and the rules of evidence. The account that comes of it
belongs to ``accounts``, customers and their devices to ``customers``, the texts that are agreed to to ``agreements``.
"""
