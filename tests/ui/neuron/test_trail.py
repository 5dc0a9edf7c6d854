"""Back and forward among the units that were looked at."""

from mnist_viz.training import Selection
from mnist_viz.ui.neuron.trail import Trail


def ways(trail: Trail) -> tuple[bool, bool]:
    return trail.can_go_back, trail.can_go_forward


def test_one_goes_back_and_forward_and_a_new_way_forgets_what_lay_ahead() -> None:
    trail, units = Trail(), [Selection(0, 1), Selection(1, 2), Selection(2, 3)]
    assert ways(trail) == (False, False)
    assert trail.go(-1) is None
    for unit in units:
        trail.visit(unit)
        trail.visit(unit)
    assert [trail.go(-1), trail.go(-1), trail.go(-1)] == [units[1], units[0], None]
    assert ways(trail) == (False, True)
    assert trail.go(1) == units[1]
    trail.visit(Selection(1, 9))
    assert ways(trail) == (True, False)
    assert trail.go(-1) == units[1]
    trail.forget()
    assert ways(trail) == (False, False)
