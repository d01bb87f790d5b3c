"""Deleting an organization: what holds it, the request, a waiting time, the copy of its data, and the deletion.

Owns the holds that portals set and clear, the pages, and the periodic task that deletes an organization when its time
has come and nothing holds it. ``accounts.deletion_days`` says how long the waiting time is.
"""
