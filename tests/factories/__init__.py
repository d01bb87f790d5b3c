"""Rows that tests start from, one file for each package: a plain one without arguments, and what differs by name.

Every function takes the test's database first and has committed when it returns.
"""
