"""Relying parties as they are registered here.

Owns client metadata, client secrets, and the copy of both that each worker keeps. What the metadata means in a
request is decided in ``protocol``.
"""
