"""Everything that is stored about a person, to take along.

Owns reading and showing it. What is told of a table is registered by the package that owns the table; one that speaks
of people and is not registered fails a test.
"""
