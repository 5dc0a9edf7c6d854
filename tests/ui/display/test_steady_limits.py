"""Where colours end from run to run, as no window has to be trained for it."""

import dataclasses

import pytest

from mnist_viz.session import Session
from mnist_viz.training import Limits, RunConfig
from mnist_viz.ui.display.steady_limits import SteadyLimits
from tests.samples import sample_view


@pytest.fixture
def limits(session: Session) -> SteadyLimits:
    return SteadyLimits(session)


def test_they_widen_with_what_is_newest_and_never_for_the_past(limits: SteadyLimits) -> None:
    late = sample_view()
    loud = dataclasses.replace(late.frame, parameters=10 * late.frame.parameters)
    past = dataclasses.replace(late, frame=loud, newest=late.frame)
    held = limits.put_on(late).limits
    assert held.filters > 0
    assert limits.put_on(past).limits == held
    assert limits.put_on(dataclasses.replace(past, newest=None)).limits.filters > 5 * held.filters


def test_a_branch_keeps_them_and_a_new_run_begins_with_none(limits: SteadyLimits) -> None:
    first, late = sample_view(0), sample_view()
    limits.put_on(late)
    held = limits.held
    limits.begin_run(late.frame, late)
    assert limits.held == held
    limits.begin_run(first.frame, late)
    assert limits.held == Limits()


def test_those_of_a_file_hold_for_one_run_if_it_has_as_many_layers(limits: SteadyLimits) -> None:
    view, other = sample_view(0), sample_view(0, RunConfig(hidden=(8,), activation=("tanh",)))
    kept = Limits(0.5, (1.0, 2.0, 1.0))
    limits.expect(kept)
    limits.begin_run(view.frame, None)
    assert limits.held == kept
    limits.begin_run(view.frame, view)
    assert limits.held == Limits(), "they were of the run before"
    limits.expect(kept)
    limits.begin_run(other.frame, view)
    assert limits.held == Limits(), "it has fewer layers"


def test_held_anew_they_end_with_one_view_and_an_era_of_their_own(limits: SteadyLimits) -> None:
    view = sample_view()
    limits.put_on(dataclasses.replace(view, limits=Limits(9.0, (1.0, 9.0, 1.0))))
    era = limits.held.era
    limits.begin_anew(view)
    assert limits.held == Limits(era=era + 1).covering(view)
