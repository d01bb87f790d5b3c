"""The registrations that operators decide on, or whose address they confirm by hand.

Owns the pages. What an approval, a refusal or a confirmation does belongs to ``administration``.
"""
