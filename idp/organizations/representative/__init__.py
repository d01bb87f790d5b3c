"""The legal representative of an organization: exactly one account, which another one succeeds by accepting.

Owns the hand-over, from the offer to the answer, and what it makes of the successor. How operators name a
representative without one belongs to ``administration``.
"""
