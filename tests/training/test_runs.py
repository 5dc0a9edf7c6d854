import pytest

from mnist_viz.training import Change, RunTree
from tests.training.tiny import tiny_config


def test_a_tree_begins_empty_and_its_newest_run_is_current() -> None:
    tree = RunTree()
    assert tree.runs == {}
    with pytest.raises(AssertionError, match="empty"):
        _ = tree.current
    first = tree.begin(tiny_config(), "tiny", "abc")
    second = tree.begin(tiny_config(seed=1), "tiny", "abc")
    assert tree.current == second
    assert tree.runs == {first.id: first, second.id: second}


def test_a_branch_goes_on_from_a_step_with_the_changes_up_to_it() -> None:
    tree = RunTree()
    parent = tree.begin(tiny_config(), "tiny", "abc")
    early, late = Change(5, "learning_rate", 0.2), Change(9, "batch_size", "full")
    tree.record(parent.id, (early, late))
    branch = tree.branch(7)
    assert tree.current == branch
    assert (branch.parent, branch.branch_step, branch.changes) == (parent.id, 7, (early,))
    assert branch.id != parent.id
    assert tree.runs[parent.id].changes == (early, late)


def test_a_run_knows_the_settings_in_force_at_every_step() -> None:
    tree = RunTree()
    run = tree.begin(tiny_config(learning_rate=0.1), "tiny", "abc")
    changes = (Change(5, "learning_rate", 0.2), Change(9, "learning_rate", 0.3))
    tree.record(run.id, changes)
    rates = [tree.current.config_at(step).learning_rate for step in (0, 4, 5, 8, 9, 100)]
    assert rates == [0.1, 0.1, 0.2, 0.2, 0.3, 0.3]


def test_a_run_knows_what_each_change_altered() -> None:
    tree = RunTree()
    run = tree.begin(tiny_config(learning_rate=30.0, batch_size=8), "tiny", "abc")
    changes = (
        Change(0, "learning_rate", 0.1),
        Change(5, "batch_size", "full"),
        Change(5, "data", "other"),
        Change(5, "my_digits", "3 abc"),
        Change(9, "learning_rate", 0.3),
        Change(9, "data", "tiny"),
    )
    assert run.values_before(changes) == [30.0, 8, "tiny", "", 0.1, "other"]
