"""How fast the provider is, against a Flask hello and against others, measured in one run on one machine.

Owns the harness: peers, scenarios, load, measurement, report. What a request may cost in statements is counted by
``tests/budgets``.
"""
