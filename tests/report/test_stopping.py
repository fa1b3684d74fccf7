import os
import signal
from contextlib import suppress

import pytest

from cxlab.report.stopping import Stopped, check, ending_cleanly, stopped_by


def asked_twice(number, tidied):
    with ending_cleanly():
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)  # does not disturb the tidying up
            tidied.append(True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_ends_the_same_way_and_only_once(number):
    before = signal.signal(number, signal.default_int_handler)  # even where nohup has it ignored
    tidied = []
    try:
        with pytest.raises(Stopped):
            asked_twice(number, tidied)
        assert tidied == [True]
        assert stopped_by() == number
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)


def test_a_signal_whose_exception_was_lost_still_counts():
    with ending_cleanly():
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        with pytest.raises(Stopped):
            check()


def test_a_stop_that_is_over_ends_nothing_begun_after_it():
    with suppress(Stopped), ending_cleanly():
        signal.raise_signal(signal.SIGTERM)
    assert stopped_by() == signal.SIGTERM
    check()


def test_nohup_is_respected():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_cleanly():
            os.kill(os.getpid(), signal.SIGHUP)
            check()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert stopped_by() is None
