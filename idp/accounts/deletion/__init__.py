"""Deleting one's account: the request, a waiting time, and the deletion.

Owns the request, its cancellation, and the periodic task that deletes an account with everything that speaks of its
person. ``accounts.deletion_days`` says how long the waiting time is.
"""
