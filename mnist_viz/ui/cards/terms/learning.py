"""How a network learns, and how that can go wrong."""

from mnist_viz.ui.cards.card import Card

CARDS = (
    Card(
        key="step",
        title="Step",
        sentence="One batch and one update of the weights: forward, loss, backward, update.",
        formula="w ← w − η·g",
        letters="w: a weight or bias; η: the learning rate; g: its gradient on this batch.",
        more="The key P shows one step in its four phases, with every number.",
        source="Robbins and Monro, 1951.",
        related=("batch", "epoch", "forward", "backpropagation", "update"),
        words=("step", "Step", "at step", "steps", "steps/s", "One step in four phases"),
    ),
    Card(
        key="batch",
        title="Batch",
        sentence="The images that one step learns from, drawn in random order.",
        formula="g = (1/n)·Σ_{i} g_{i}",
        letters="n: images in the batch; g_{i}: the gradient of image i alone; g: what the update "
        "goes by.",
        more="A small batch is quick and its gradient rough; a large one is slow and smooth. "
        "“full” takes all images at once.",
        use="32 to 256 are usual. With a larger batch, a larger learning rate is safe.",
        source="Robbins and Monro, 1951; Bottou, Curtis and Nocedal, 2018.",
        related=("step", "epoch", "gradient"),
        words=("Batch", "Batch size", "mini-batch", "batch image", "images"),
    ),
    Card(
        key="epoch",
        title="Epoch",
        sentence="One pass over all training images, each seen once, in a new random order.",
        formula="steps in an epoch = ⌈N / n⌉",
        letters="N: training images; n: images in a batch; ⌈ ⌉: rounded up.",
        source="Rumelhart, Hinton and Williams, 1986.",
        related=("step", "batch"),
        words=("epoch", "epochs"),
    ),
    Card(
        key="epochs",
        title="Epochs of a run",
        sentence="How many passes over the data a schedule is stretched over.",
        formula="t = passes done / epochs",
        letters="t: how much of the run is done, which the schedule goes by.",
        more="With a constant rate, the window trains on until it is paused.",
        use="Ten are enough for the small networks.",
        related=("epoch", "schedule"),
        words=("Epochs",),
    ),
    Card(
        key="learning_rate",
        title="Learning rate",
        sentence="How far each weight moves against its gradient at a step.",
        formula="w ← w − η·g",
        letters="w: a weight or bias; η: the learning rate; g: its gradient.",
        more="Too small, and learning crawls. Too large, and the weights overshoot: the loss "
        "leaps, and units may die for good.",
        use="About 0.1 for gradient descent, 0.001 for Adam; try three times more and three times "
        "less.",
        source="Robbins and Monro, 1951; Bengio, 2012, on how to choose it.",
        related=("optimizer.sgd", "schedule", "gradient", "collapse"),
        words=("Learning rate", "Rate", "rate"),
    ),
    Card(
        key="gradient",
        title="Gradient",
        sentence="For every weight: how much the loss would rise if the weight rose a little.",
        formula="g = ∂L/∂w",
        letters="L: the batch's loss; w: a weight or bias.",
        more="Training moves each weight the other way. The Health panel shows the length of each "
        "layer's gradient, √(Σ g²).",
        use="Much smaller in the first layers than in the last: the gradient fades. Very large: "
        "the learning rate should be lower.",
        source="Cauchy, 1847.",
        related=("backpropagation", "chain_rule", "optimizer.sgd", "update_ratio", "dead_unit"),
        words=("gradient", "Health", "by layer", "length of ∂L/∂w", "∂L/∂w"),
    ),
    Card(
        key="backpropagation",
        title="Backpropagation",
        sentence="Finds all gradients in one sweep from the loss back to the first layer.",
        formula="∂L/∂z = ∂L/∂a · f′(z),   ∂L/∂w = x·∂L/∂z,   ∂L/∂x = Σ w·∂L/∂z",
        letters="x: a unit's input; z: its weighted sum; a = f(z): its activation; w: the weight "
        "between. What a layer sends back, ∂L/∂x, is the ∂L/∂a of the layer before.",
        more="At the output it begins with p − t, scores minus targets, over the batch's size.",
        source="Linnainmaa, 1970; Werbos, 1974; Rumelhart, Hinton and Williams, 1986.",
        related=("chain_rule", "gradient", "forward", "delta", "target"),
        words=("Backward", "backpropagation"),
    ),
    Card(
        key="chain_rule",
        title="Chain rule",
        sentence="The slope of one thing after another is the product of their slopes.",
        formula="∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂w = ∂L/∂a · f′(z) · x",
        letters="w: a weight; x: what comes in through it; z: the unit's weighted sum; a = f(z): "
        "its activation; L: the loss.",
        more="If any factor is 0, the weight does not learn from this image: no ink at the pixel, "
        "a dead unit, or nothing wrong at the output.",
        source="Leibniz, 1676.",
        related=("backpropagation", "gradient", "slope", "delta", "share"),
    ),
    Card(
        key="update",
        title="Update",
        sentence="What a step adds to the weights.",
        formula="w_{new} = w_{old} − η·g",
        letters="w: a weight or bias; η: the learning rate; g: its gradient. Other optimizers have "
        "other terms.",
        more="Weights from pixels that are blank in the whole batch, and those of dead units, have "
        "a gradient of 0 and do not move.",
        source="Cauchy, 1847; Robbins and Monro, 1951.",
        related=("optimizer", "learning_rate", "update_ratio"),
        words=("Update", "update", "new weight", "old weight"),
    ),
    Card(
        key="update_ratio",
        title="Update ratio",
        sentence="How large a layer's update is, measured by its weights.",
        formula="‖Δw‖ / ‖w‖",
        letters="Δw: what the step added to the layer's weights; ‖ ‖: the length, √(Σ w²).",
        use="About 0.001 is healthy. Near 0.1 the learning rate is too large; below 0.00001 the "
        "layer hardly learns.",
        source="Karpathy, CS231n, 2015.",
        related=("update", "learning_rate", "gradient"),
        words=("update ratio", "update", "update / weight"),
    ),
    Card(
        key="dead_unit",
        title="Dead unit",
        sentence="A ReLU unit that is at 0 for every image: its gradient is 0, so it stays so.",
        formula="z ≤ 0 for every image  ⇒  f′(z) = 0  ⇒  g = 0",
        letters="z: the unit's weighted sum; f′: the slope; g: the gradient of its weights.",
        more="A large update can throw a unit there. Here a unit counts as unusable if none of the "
        "shown images gets through it.",
        use="Go back and lower the learning rate; or take leaky ReLU.",
        source="Maas, Hannun and Ng, 2013.",
        related=("activation.relu", "saturated_unit", "learning_rate", "collapse"),
        words=("unusable", "unusable on shown images", "unusable, shown images", "dead"),
    ),
    Card(
        key="saturated_unit",
        title="Saturated unit",
        sentence="A tanh or sigmoid unit at the end of its range for every image, where the slope "
        "is next to nothing.",
        formula="|a| > 0.99  ⇒  f′(z) = 1 − a² < 0.02",
        letters="a: the activation of tanh; f′: the slope. A sigmoid's ends are 0 and 1.",
        use="Smaller initial weights, or a lower learning rate.",
        source="Glorot and Bengio, 2010.",
        related=("activation.tanh", "activation.sigmoid", "dead_unit"),
        words=("saturated",),
    ),
    Card(
        key="collapse",
        title="Divergence and collapse",
        sentence="What a far too high learning rate does: the loss leaps, and the network answers "
        "every image alike.",
        formula="loss of guessing = ln 10 = 2.303, by squared error 1 − 1/10 = 0.9",
        more="Sometimes a number even stops being finite. Training then stops by itself, and the "
        "last good weights are kept.",
        use="Go back, and lower the learning rate.",
        source="LeCun, Bottou, Orr and Müller, 1998, on rates that are too large.",
        related=("learning_rate", "dead_unit", "loss"),
        words=("not finite", "collapsed"),
    ),
    Card(
        key="run",
        title="Run",
        sentence="One training from its start: a recipe, a data set, and what was changed on the "
        "way.",
        more="The timeline goes back to any step of it. Continue from here begins a new run at "
        "that step; the old one stays.",
        related=("step", "seed", "preset"),
        words=(
            "Timeline",
            "Live",
            "Continue",
            "Back to live",
            "Replay",
            "Loop",
            "Continue from",
            "Show as ghost",
            "newest",
        ),
    ),
    Card(
        key="speed",
        title="Speed",
        sentence="How fast the steps follow one another; what is learnt is the same.",
        more="Slow: a few steps a second. Watch: the first twenty steps one by one, then ever "
        "faster. Full speed: as fast as this computer can.",
        related=("step", "epoch"),
        words=("Speed", "Slow", "Watch", "Full speed", "images/s", "frames/s"),
    ),
)
