"""Ctrl+C: the first asks, the second kills."""

import os
import signal

import pytest

from mnist_viz.cli.interrupts import noting_interrupts


def test_the_first_interrupt_is_noted_and_the_second_has_its_default_effect() -> None:
    with noting_interrupts() as stop:
        before = stop.made
        os.kill(os.getpid(), signal.SIGINT)
        assert (before, stop.made) == (False, True)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


def test_whoever_handled_interrupts_before_does_so_again() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyError), noting_interrupts():
        raise KeyError
    assert signal.getsignal(signal.SIGINT) is before
