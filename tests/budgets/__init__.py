"""What a request on the hot paths may cost, counted instead of timed: statements, commits, and work that is not done.

The numbers are exact, so that a change which costs a statement more, or saves one, shows itself. How long all of it
takes is measured by ``benchmarks``.
"""
