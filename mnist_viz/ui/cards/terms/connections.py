"""What goes over the connections of a network, forward and backward."""

from mnist_viz.ui.cards.card import Card

CARDS = (
    Card(
        key="connection",
        title="Connection",
        sentence="Carries what a pixel or unit hands on to a unit of the next layer, multiplied by "
        "its weight.",
        formula="t = w·x",
        letters="x: what comes in; w: the connection's weight; t: the term that it adds to z.",
        more="In the diagram, orange and solid lines add, blue and dashed ones take away; the "
        "wider, the more.",
        use="Click one, or go from one to the next with comma and full stop, to see how its weight "
        "learns.",
        source="McCulloch and Pitts, 1943; Rosenblatt, 1958.",
        related=("weights", "term", "chain_rule"),
        words=(
            "Feeds most strongly into",
            "Signals",
            "width",
            "positive",
            "negative",
            "is the thickest",
        ),
    ),
    Card(
        key="term",
        title="Input × weight",
        sentence="What one input adds to a unit's sum, or takes away from it.",
        formula="Σ_{i} w_{i}·x_{i}",
        letters="x_{i}: an input; w_{i}: its weight.",
        more="The largest terms say why a unit answers as it does to this image; an input of 0 "
        "adds nothing, whatever its weight.",
        source="Rosenblatt, 1958.",
        related=("weights", "logit", "connection"),
        words=(
            "Largest terms",
            "input × weight = term",
            "sum",
            "sum of",
            "other",
            "term",
            "input",
            "x",
            "Σ w·x",
        ),
    ),
    Card(
        key="slope",
        title="Slope f′(z)",
        sentence="How much a unit's activation changes with its sum z, at this z.",
        formula="f′(z) = ∂a/∂z",
        letters="z: the unit's weighted sum; a = f(z): its activation.",
        more="The gradient is multiplied by it on its way back. Where the curve is flat, the slope "
        "is 0 and the unit learns nothing from this image.",
        source="Leibniz, 1684.",
        related=("activation", "chain_rule", "saturated_unit", "dead_unit"),
        words=("slope", "slope at z", "f′(z)"),
    ),
    Card(
        key="delta",
        title="∂L/∂z, delta",
        sentence="How much the loss would change if a unit's sum z were a little larger.",
        formula="δ = ∂L/∂z = ∂L/∂a · f′(z),   at the output δ = (p − t) / n",
        letters="L: the loss; z: the unit's weighted sum; a = f(z): its activation; p: a score; t: "
        "its target; n: images in the batch.",
        more="Backpropagation computes it layer by layer, from the last to the first. Summed over "
        "the batch, it is the gradient of the unit's bias.",
        source="Rumelhart, Hinton and Williams, 1986.",
        related=("backpropagation", "chain_rule", "slope", "target", "gradient"),
        words=("∂L/∂z", "∂L/∂a from behind", "delta", "error"),
    ),
    Card(
        key="share",
        title="Share of one image",
        sentence="What one image of the batch adds to the gradient of a weight.",
        formula="g = Σ_{i} g_{i}",
        letters="g_{i}: the share of image i, with the 1/n of the mean over the n images in it; g: "
        "the gradient.",
        more="Images pull a weight both ways: those that want it larger have a share below 0. What "
        "is left is what most of them agree on.",
        source="Robbins and Monro, 1951.",
        related=("gradient", "batch", "chain_rule"),
        words=("this image",),
    ),
    Card(
        key="drivers",
        title="Images that drive a unit",
        sentence="Of the test images, those for which the unit's sum z is the largest.",
        formula="max z(x)",
        letters="x: a test image; z: the unit's weighted sum for it.",
        more="They show what a unit looks for. Of a first-layer unit, they resemble its filter.",
        use="Click one to put it into the pad, and follow it through the network.",
        source="Zeiler and Fergus, ECCV 2014, for explaining units by such images.",
        related=("unit", "filter", "logit"),
        words=("Test images that drive it most",),
    ),
)
