"""Files that operators import: what reading accounts, customers and devices has in common.

Owns the containers (CSV, JSON, LDIF) with their records, the batches in which rows are judged, against the rows before
them too, and the problems that are named by line. What a row holds belongs to ``imports``, ``customers`` and
``devices``.

No message repeats a value of the file: where columns are shifted, a password hash may stand anywhere.
"""
