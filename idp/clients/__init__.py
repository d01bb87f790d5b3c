"""Relying parties as they are registered here.

Owns client metadata, client secrets, the copy of both that each worker keeps, which clients people start from here, and
the pairwise subjects by which clients know people. What the metadata means in a
request is decided in ``protocol``.
"""
