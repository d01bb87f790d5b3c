"""Leaving for good: asking for it, a time to think again, and the end.

Owns the request, its cancellation, and the periodic task that deletes an account with everything that speaks of its
person. How long the time is says ``accounts.deletion_days``.
"""
