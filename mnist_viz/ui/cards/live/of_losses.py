"""Losses, scores and mistakes of the shown frame."""

import numpy as np
from numpy.typing import NDArray

from mnist_viz.nn import cost_of_guessing, losses_by_image
from mnist_viz.training import Analysis
from mnist_viz.ui import numbers
from mnist_viz.ui.cards.live.live import Live, Subject
from mnist_viz.ui.cards.picture import Bars, Curve, Mark, Picture
from mnist_viz.ui.pictures.readings import image_words
from mnist_viz.ui.sums import exponential

RECENT = 50
"""Batches whose mean loss is told: one alone jumps about."""


def cross_entropy(subject: Subject) -> Live:
    """Tell the loss of the worst read probe image, and of the batch."""
    view = subject.view
    right = _right_scores(subject)
    logits = subject.probe_sums(len(view.frame.layout.layers) - 1)
    losses = losses_by_image("cross_entropy", logits, view.probe.labels)
    worst = int(losses.argmax())
    facts = [f"{_probe_name(subject, worst)}, the worst read of the shown images."]
    if view.frame.config.loss == "cross_entropy":
        facts += _batch_fact(subject)
    else:
        facts.append("This run makes the squared error small instead.")
    p = np.geomspace(0.002, 1.0, 200)
    curve = Curve("−ln p", p, -np.log(p))
    names = view.class_names
    marks = tuple(
        Mark(float(score), float(loss), names[int(label)])
        for score, loss, label in zip(right, losses, view.probe.labels, strict=True)
    )
    top = max(4.7, 1.1 * float(losses[np.isfinite(losses)].max(initial=0.0)))
    caption = "−ln p over the right class's score p; a dot for each shown test image."
    picture = Picture(caption, (0.0, 1.0), (0.0, top), "p", (curve,), marks=marks)
    own = float(losses[worst])
    formula = f"ℓ = −ln {exponential(-own, 5)} = {numbers.fixed(own, 3)}"
    return Live(formula, tuple(facts), picture)


def squared_error(subject: Subject) -> Live:
    """Tell the loss of the worst read probe image, class by class."""
    view = subject.view
    scores = view.probe_activations[-1].astype(np.float64)
    targets = np.eye(len(view.class_names))[view.probe.labels]
    squares: NDArray[np.float64] = np.square(scores - targets)
    worst = int(squares.sum(axis=1).argmax())
    terms = " + ".join(f"{value:.4f}" for value in squares[worst])
    facts = [f"{_probe_name(subject, worst)}, the worst read of the shown images."]
    if view.frame.config.loss == "squared_error":
        facts += _batch_fact(subject)
    else:
        facts.append("This run makes cross-entropy small instead.")
    classes = len(view.class_names)
    edges = np.linspace(-0.5, classes - 0.5, classes + 1)
    picture = Picture(
        f"(p − t)² of each class: {_probe_name(subject, worst)}.",
        (-0.5, classes - 0.5),
        (0.0, 1.0),
        "class",
        bars=(Bars("(p − t)²", edges, squares[worst], "accent"),),
        marks=tuple(Mark(k, 0.0, name) for k, name in enumerate(view.class_names)),
    )
    return Live(
        f"ℓ = {terms} = {numbers.fixed(float(squares[worst].sum()), 3)}", tuple(facts), picture
    )


def loss(subject: Subject) -> Live:
    """Tell the batch's, the recent and the test loss."""
    facts = _batch_fact(subject) + _recent_facts(subject)
    classes = len(subject.view.class_names)
    facts.append(f"Guessing among {classes} classes costs {_guessing(subject)}.")
    return Live(facts=tuple(facts))


def score(subject: Subject) -> Live:
    """Tell the example's best two scores, and their sum."""
    scores, names = subject.example.activations[-1], subject.view.class_names
    order = np.argsort(-scores, kind="stable")
    first, second = int(order[0]), int(order[1])
    total = float(scores.sum(dtype=np.float64))
    facts = (
        f"{subject.example.name[:1].upper()}{subject.example.name[1:]} is read as "
        f"{names[first]}: score {numbers.fixed(float(scores[first]), 3)}; then {names[second]}: "
        f"{numbers.fixed(float(scores[second]), 3)}.",
    )
    return Live(f"Σ_{{k}} p_{{k}} = {numbers.fixed(total, 3)}", facts)


def test_accuracy(subject: Subject) -> Live:
    """Tell how many test images are read right."""
    analysis = subject.view.analysis
    if analysis is None or analysis.accuracy is None:
        return Live(facts=("No scores yet.",))
    right = analysis.count - analysis.wrong
    formula = (
        f"{numbers.count(right)} / {numbers.count(analysis.count)} = "
        f"{numbers.percent(analysis.accuracy)}"
    )
    return Live(formula, (f"Of {_scored(analysis)}.",))


def batch_accuracy(subject: Subject) -> Live:
    """Tell how many images of the step's batch were read right before its update."""
    phases = subject.phases
    if phases is None:
        return Live(facts=("Press P to see one step, with the batch's.",))
    count = len(phases.rows)
    share = numbers.percent(phases.right / count)
    return Live(f"{numbers.count(phases.right)} / {numbers.count(count)} = {share}")


def confusion_matrix(subject: Subject) -> Live:
    """Tell the most frequent mistake."""
    analysis = subject.view.analysis
    if analysis is None:
        return Live(facts=("No scores yet.",))
    mistakes = analysis.confusion.copy()
    np.fill_diagonal(mistakes, 0)
    label, read = (int(n) for n in np.unravel_index(mistakes.argmax(), mistakes.shape))
    names, most = subject.view.class_names, int(mistakes[label, read])
    facts = [f"{numbers.counted(int(mistakes.sum()), 'mistake')} among {_scored(analysis)}."]
    if most:
        facts.append(
            f"The most frequent: {names[label]} read as {names[read]}, {numbers.count(most)} times."
        )
    return Live(f"C_{{{names[label]},{names[read]}}} = {numbers.count(most)}", tuple(facts))


def overfitting(subject: Subject) -> Live:
    """Tell the gap between test and training loss."""
    view, recent = subject.view, _recent(subject)
    analysis = view.analysis
    if analysis is None or recent is None:
        return Live(facts=("No steps yet.",))
    test = analysis.loss_by(view.frame.config.loss)
    if test is None:
        return Live(facts=tuple(_recent_facts(subject)))
    gap = numbers.fixed(test - recent, 3)
    formula = f"{numbers.fixed(test, 4)} − {numbers.fixed(recent, 4)} = {gap}"
    return Live(formula, tuple(_recent_facts(subject)))


def collapse(subject: Subject) -> Live:
    """Tell how far the loss is from that of guessing."""
    facts = _recent_facts(subject)[:1]
    return Live(_guessing(subject), tuple(facts))


def _guessing(subject: Subject) -> str:
    """Return what guessing costs by the run's loss, and where that comes from."""
    classes, name = len(subject.view.class_names), subject.view.frame.config.loss
    formula = f"1 − 1/{classes}" if name == "squared_error" else f"ln {classes}"
    return f"{formula} = {cost_of_guessing(name, classes):.3f}"


def _right_scores(subject: Subject) -> NDArray[np.float32]:
    labels = subject.view.probe.labels
    return np.asarray(subject.view.probe_activations[-1][np.arange(len(labels)), labels])


def _probe_name(subject: Subject, row: int) -> str:
    words = image_words(subject.view, row)
    return words[:1].upper() + words[1:]


def _batch_fact(subject: Subject) -> list[str]:
    view, frame = subject.view, subject.view.frame
    known = frame.loss if view.told is None else view.told.loss
    if known is None:
        return []
    step, images = numbers.count(view.loss_step), numbers.counted(frame.batch_size, "image")
    return [f"Batch of step {step} ({images}): loss {numbers.loss(known)}."]


def _recent(subject: Subject) -> float | None:
    losses = subject.view.frame.metrics.loss[-RECENT:]
    return float(losses.mean(dtype=np.float64)) if len(losses) else None


def _recent_facts(subject: Subject) -> list[str]:
    recent, analysis = _recent(subject), subject.view.analysis
    facts = []
    if recent is not None:
        count = min(RECENT, len(subject.view.frame.metrics))
        batches = "batch" if count == 1 else f"{count} batches"
        facts.append(f"Mean of the last {batches}: {numbers.loss(recent)}.")
    if analysis is not None:
        word = analysis.loss_word(subject.view.frame.config.loss)
        facts.append(f"Test {word}: {numbers.loss(analysis.loss)}, of {_scored(analysis)}.")
    return facts


def _scored(analysis: Analysis) -> str:
    images, step = numbers.count(analysis.count), numbers.count(analysis.step)
    return f"{images} {analysis.images_title} at step {step}"
