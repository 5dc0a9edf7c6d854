"""How a gradient becomes an update."""

from mnist_viz.ui.cards.card import Card

_LETTERS = "w: a weight or bias; g: its gradient; η: the learning rate"

CARDS = (
    Card(
        key="optimizer",
        title="Optimizer",
        sentence="The rule that makes an update of a gradient.",
        formula="w ← w + update(g)",
        letters=f"{_LETTERS}.",
        more="Plain gradient descent looks at this batch's gradient alone; the others remember "
        "something of those before.",
        use="Gradient descent to understand what happens; Adam or AdamW to get far quickly.",
        source="Bottou, Curtis and Nocedal, SIAM Review 60, 2018.",
        related=("optimizer.sgd", "optimizer.momentum", "optimizer.adam", "learning_rate"),
    ),
    Card(
        key="optimizer.sgd",
        title="Gradient descent",
        sentence="Moves every weight a small step against its gradient, to where the loss is less.",
        formula="w ← w − η·g",
        letters=f"{_LETTERS}.",
        more="With batches instead of all images it is called stochastic: each batch's gradient "
        "is a rough guess at that of all, and a far cheaper one.",
        use="To see learning at its plainest. A rate of about 0.1 suits the small networks here.",
        source="Cauchy, 1847; Robbins and Monro, 1951.",
        related=("gradient", "learning_rate", "optimizer.momentum"),
        words=("gradient descent",),
    ),
    Card(
        key="optimizer.momentum",
        title="Momentum",
        sentence="Gathers gradients into a velocity, as a ball gathers speed on a slope, and moves "
        "by that.",
        formula="v ← μ·v + g,   w ← w − η·v",
        letters=f"{_LETTERS}; v: the velocity; μ: how much of it is kept, often 0.9.",
        more="Where gradients agree from step to step, it moves up to 1/(1 − μ) times as far; "
        "where they change sign, they cancel out.",
        use="With a rate about 1/(1 − μ) times smaller than plain gradient descent's.",
        source="Polyak, 1964.",
        related=("velocity", "momentum", "optimizer.sgd", "optimizer.nesterov"),
        words=("momentum",),
    ),
    Card(
        key="velocity",
        title="Velocity",
        sentence="The gradients of the steps so far, added up, with older ones counting less and "
        "less.",
        formula="v ← μ·v + g",
        letters="v: the velocity; μ: how much of it is kept; g: the gradient of this step.",
        more="Momentum moves by the velocity instead of the gradient. Nesterov looks ahead: it "
        "moves by g + μ·v.",
        use="See it grow over the first steps, and turn where the gradient changes its sign.",
        source="Polyak, 1964.",
        related=("optimizer.momentum", "optimizer.nesterov", "momentum", "gradient"),
        words=("velocity", "look-ahead gradient"),
    ),
    Card(
        key="moments",
        title="First and second moment",
        sentence="Running means of a weight's gradient and of its square, which Adam goes by.",
        formula="m ← β_{1}·m + (1 − β_{1})·g,   s ← β_{2}·s + (1 − β_{2})·g²,   "
        "m̂ = m / (1 − β_{1}^{t}),   ŝ = s / (1 − β_{2}^{t})",
        letters="g: the gradient; m, s: the first and the second moment; m̂, ŝ: corrected, for they "
        "begin at 0; β_{1}, β_{2}: how much of them is kept; t: updates so far.",
        more="√ŝ is the usual size of the gradient. Dividing by it, all weights move by steps of a "
        "similar size. RMSprop's mean square is s alone.",
        source="Kingma and Ba, ICLR 2015; Tieleman and Hinton, 2012.",
        related=("optimizer.adam", "optimizer.rmsprop", "beta2", "momentum"),
        words=(
            "first moment",
            "second moment",
            "corrected first moment",
            "corrected second moment",
            "mean square",
        ),
    ),
    Card(
        key="optimizer.nesterov",
        title="Nesterov momentum",
        sentence="Momentum that looks ahead: it adds the step that the velocity is about to make.",
        formula="v ← μ·v + g,   w ← w − η·(g + μ·v)",
        letters=f"{_LETTERS}; v: the velocity; μ: how much of it is kept.",
        more="It brakes sooner than plain momentum before it overshoots.",
        use="Instead of momentum, with the same settings.",
        source="Nesterov, 1983; in this form Sutskever, Martens, Dahl and Hinton, 2013.",
        related=("optimizer.momentum", "momentum"),
    ),
    Card(
        key="optimizer.rmsprop",
        title="RMSprop",
        sentence="Divides each weight's gradient by its usual size, so that all weights move about "
        "as fast.",
        formula="s ← β_{2}·s + (1 − β_{2})·g²,   w ← w − η·g / (√s + ε)",
        letters=f"{_LETTERS}; s: the running mean of g²; β_{{2}}: how slowly it forgets; "
        "ε = 10^{−8} keeps from dividing by 0.",
        use="With a rate of about 0.001. Adam does the same and more.",
        source="Tieleman and Hinton, Coursera lecture 6.5, 2012.",
        related=("beta2", "optimizer.adam"),
    ),
    Card(
        key="optimizer.adam",
        title="Adam",
        sentence="Momentum, divided by the usual size of each weight's gradient.",
        formula="m ← β_{1}·m + (1 − β_{1})·g,   s ← β_{2}·s + (1 − β_{2})·g²,\n"
        "m̂ = m / (1 − β_{1}^{t}),   ŝ = s / (1 − β_{2}^{t}),   w ← w − η·m̂ / (√ŝ + ε)",
        letters=f"{_LETTERS}; m, s: running means of g and g²; the hats correct that both begin "
        "at 0; t: the number of the update; ε = 10^{−8}.",
        more="Each weight moves by at most about η at a step, however large its gradient.",
        use="The usual first choice, with a rate of about 0.001.",
        source="Kingma and Ba, ICLR 2015.",
        related=("moments", "momentum", "beta2", "optimizer.adamw"),
    ),
    Card(
        key="optimizer.adamw",
        title="AdamW",
        sentence="Adam with weight decay of its own, which bypasses the running means.",
        formula="w ← w − η·λ·w − η·m̂ / (√ŝ + ε)",
        letters=f"{_LETTERS}; λ: weight decay; m̂, ŝ: Adam's corrected running means of g and g².",
        more="In Adam, decay that is added to the gradient would be divided by its size too, and "
        "weights with large gradients would hardly decay.",
        use="Instead of Adam, wherever there is weight decay.",
        source="Loshchilov and Hutter, ICLR 2019.",
        related=("optimizer.adam", "weight_decay"),
    ),
    Card(
        key="momentum",
        title="Momentum, β₁",
        sentence="How much of the last update is kept for the next: μ of momentum and Nesterov, "
        "β_{1} of Adam.",
        formula="memory ≈ 1 / (1 − μ) steps",
        letters="μ: from 0 (none is kept) to below 1.",
        more="Gradient descent and RMSprop do not use it.",
        use="0.9 is nearly always good.",
        source="Polyak, 1964; Kingma and Ba, 2015.",
        related=("optimizer.momentum", "optimizer.adam", "beta2"),
        words=("Momentum, β₁", "β₁"),
    ),
    Card(
        key="beta2",
        title="β₂",
        sentence="How slowly the running mean of squared gradients forgets, in RMSprop and Adam.",
        formula="memory ≈ 1 / (1 − β_{2}) steps",
        letters="β_{2}: from 0 to below 1.",
        use="0.999 is usual; 0.99 suits short trainings such as those here.",
        source="Tieleman and Hinton, 2012; Kingma and Ba, 2015.",
        related=("optimizer.rmsprop", "optimizer.adam", "momentum"),
        words=("β₂",),
    ),
)
