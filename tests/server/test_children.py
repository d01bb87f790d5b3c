"""How long a process that keeps ending is waited for."""

from idp.server.children import LONGEST_PAUSE_SECONDS, decide_pause


def test_pauses_begin_with_none_and_grow_to_a_limit() -> None:
    """Trial row F24."""
    pauses = [decide_pause(falls) for falls in range(1, 12)]
    assert pauses[:5] == [0.0, 0.5, 1.0, 2.0, 4.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == decide_pause(1000) == LONGEST_PAUSE_SECONDS
