"""Additions as strangers would make them: one file each, driven end to end."""
