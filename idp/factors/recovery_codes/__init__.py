"""Recovery codes: written down once, for the day when nothing else is at hand.

Owns the set of a person's codes, its making and the use of each, which happens once.
"""
