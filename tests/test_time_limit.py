"""A test of `make mutate` is stopped for the work that it does, not for how busy the machine is."""

from time import sleep

import pytest
from time_limit import TimeLimit, longest_time


def test_a_test_may_take_many_times_as_long_as_without_a_change():
    assert longest_time(0) == 10
    assert longest_time(3) == 70


def test_waiting_for_the_processor_is_not_counted():
    with TimeLimit(0.1) as limit:
        sleep(0.2)

    assert not limit.is_passed


@pytest.mark.parametrize("take_time", [lambda: None, lambda: sleep(0.05)], ids=["a loop", "a lock that stays"])
def test_what_does_not_end_is_stopped(take_time):
    with TimeLimit(0.02) as limit:
        while True:
            take_time()

    assert limit.is_passed


def test_an_error_is_not_hidden():
    with pytest.raises(ValueError), TimeLimit(1):
        raise ValueError


def test_nothing_is_stopped_afterwards():
    with TimeLimit(0.02) as limit:
        pass
    sleep(0.3)

    assert not limit.is_passed
