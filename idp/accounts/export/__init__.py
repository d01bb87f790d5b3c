"""Everything that is stored about a person, to take along.

Owns what is told of which table and in which words. A table that speaks of people and is missing here fails a test.
"""
