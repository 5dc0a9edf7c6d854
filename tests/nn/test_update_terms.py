"""The terms that explain an update are those of the literature, and make the update."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import DTypeLike

from mnist_viz.nn import OPTIMIZERS, FloatArray, Optimizer, UpdateTerms

P = 300
RATE, MOMENTUM, BETA2, DECAY = 0.01, 0.8, 0.97, 0.05


def steps(
    name: str, dtype: DTypeLike, decay: float, count: int = 12
) -> Iterator[tuple[Optimizer, FloatArray, FloatArray, FloatArray, UpdateTerms]]:
    """Make updates; yield optimizer, weights before and after, the loss's gradient, the terms."""
    rng = np.random.default_rng(3)
    weights: FloatArray = rng.normal(size=P).astype(dtype)
    decayed: FloatArray = (np.arange(P) % 5 > 0).astype(dtype)
    optimizer = OPTIMIZERS[name](weights, decayed, MOMENTUM, BETA2)
    for _ in range(count):
        before = weights.copy()
        gradient = (rng.normal(size=P) * rng.choice([1e-4, 1.0, 3.0], P)).astype(dtype)
        optimizer.update(gradient.copy(), RATE, decay)
        yield optimizer, before, weights, gradient, optimizer.explain(before, gradient, RATE, decay)


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_old_weights_and_the_update_make_the_new_weights(name: str, decay: float) -> None:
    for _, before, after, _, terms in steps(name, np.float32, decay):
        assert terms.update.dtype == np.float32
        rounding = 4 * np.spacing(np.abs(before) + np.abs(terms.update))
        limit = np.full(P, 1e-6) if name == "sgd" else rounding
        assert (np.abs(before + terms.update - after) <= np.minimum(limit, 1e-6)).all()


@pytest.mark.parametrize("decay", [0.0, DECAY])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_terms_follow_the_recurrences_of_the_papers(name: str, decay: float) -> None:
    v = m = s = np.zeros(P)
    decayed = (np.arange(P) % 5 > 0).astype(float)
    for t, (_, before, _, g, terms) in enumerate(steps(name, np.float64, decay), start=1):
        shrink = decay * decayed * before
        expected: dict[str, FloatArray] = {"gradient": g}
        if decay:
            expected["weight decay"] = shrink
        if decay and name != "adamw":
            g = g + shrink
            expected["gradient with weight decay"] = g
        v = MOMENTUM * v + g
        m = MOMENTUM * m + (1 - MOMENTUM) * g
        s = BETA2 * s + (1 - BETA2) * g**2
        moments = {
            "first moment": m,
            "second moment": s,
            "corrected first moment": m / (1 - MOMENTUM**t),
            "corrected second moment": s / (1 - BETA2**t),
        }
        expected |= {
            "sgd": {},
            "momentum": {"velocity": v},
            "nesterov": {"velocity": v, "look-ahead gradient": g + MOMENTUM * v},
            "rmsprop": {"mean square": s},
            "adam": moments,
            "adamw": moments,
        }[name]
        assert [term.name for term in terms.terms] == list(expected)
        for term_name, values in expected.items():
            assert np.allclose(terms.term(term_name).values, values, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_explaining_an_update_changes_nothing(name: str) -> None:
    for optimizer, before, after, gradient, terms in steps(name, np.float32, DECAY, count=1):
        kept = after.copy(), {key: array.copy() for key, array in optimizer.state.items()}
        for term in terms.terms[1:]:
            term.values[:] = 7.0
        again = optimizer.explain(before, gradient, RATE, DECAY)
        assert np.array_equal(after, kept[0])
        for key, array in optimizer.state.items():
            assert np.array_equal(array, kept[1][key])
        assert np.array_equal(again.update, terms.update)


def test_formulas_are_written_in_the_symbols_of_the_terms() -> None:
    for name in OPTIMIZERS:
        for decay in (0.0, DECAY):
            *_, terms = next(steps(name, np.float32, decay, count=1))
            assert terms.formula.startswith("w ← w")
            last = terms.terms[-1]
            assert last.symbol in terms.formula
            with pytest.raises(KeyError):
                terms.term("magic")
