"""Activation functions, and softmax at the output."""

from mnist_viz.ui.cards.card import Card

CARDS = (
    Card(
        key="activation",
        title="Activation",
        sentence="What a unit hands on to the next layer: its weighted sum z, bent by the "
        "activation function.",
        formula="a = f(z)",
        letters="z: the unit's weighted sum with bias; f: the layer's activation function.",
        more="Without the bend, layers one after another could do no more than a single one. "
        "The heatmaps show a row of activations for each image.",
        source="McCulloch and Pitts, 1943; Rosenblatt, 1958.",
        related=("logit", "activation.tanh", "activation.relu", "activation.sigmoid", "softmax"),
        words=("Activations", "Layers", "activation function"),
    ),
    Card(
        key="activation.sigmoid",
        title="Sigmoid",
        sentence="Squeezes any number into the range from 0 to 1, in the shape of an S.",
        formula="f(z) = 1 / (1 + e^{−z}),   f′(z) = a·(1 − a)",
        letters="z: the unit's weighted sum; a = f(z): its activation; f′: the slope, which the "
        "gradient is multiplied by on its way back.",
        more="The slope is at most 0.25, and next to nothing where the curve is flat.",
        use="The textbooks' first choice, good for one hidden layer. In deep networks the "
        "gradient fades from layer to layer; take ReLU there.",
        source="Rumelhart, Hinton and Williams, Nature 323, 1986.",
        related=("activation", "activation.tanh", "saturated_unit", "init.xavier"),
    ),
    Card(
        key="activation.tanh",
        title="tanh",
        sentence="Squeezes any number into the range from −1 to 1; zero stays zero.",
        formula="f(z) = (e^{z} − e^{−z}) / (e^{z} + e^{−z}),   f′(z) = 1 − a²",
        letters="z: the unit's weighted sum; a = f(z): its activation; f′: the slope, which the "
        "gradient is multiplied by on its way back.",
        more="Its outputs fall on both sides of zero, which makes the next layer's learning "
        "easier than a sigmoid's do.",
        use="For small networks of a few layers. Where many units sit at −1 or 1, the slope is "
        "next to nothing and learning stalls.",
        source="LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.",
        related=("activation", "activation.sigmoid", "saturated_unit", "init.xavier"),
    ),
    Card(
        key="activation.relu",
        title="ReLU",
        sentence="Lets what is above zero through unchanged, and nothing else.",
        formula="f(z) = max(0, z),   f′(z) = 1 if z > 0, else 0",
        letters="z: the unit's weighted sum; f′: the slope, which the gradient is multiplied by "
        "on its way back.",
        more="Its slope does not fade for large values. A unit that is at zero for every image "
        "gets no gradient and stays so: it is dead.",
        use="The usual choice for hidden layers, together with He's initial weights.",
        source="Nair and Hinton, ICML 2010; Glorot, Bordes and Bengio, AISTATS 2011.",
        related=("activation", "dead_unit", "activation.leaky_relu", "init.he"),
        words=("rectified linear unit",),
    ),
    Card(
        key="activation.leaky_relu",
        title="Leaky ReLU",
        sentence="A ReLU that lets a hundredth of what is below zero through.",
        formula="f(z) = z if z > 0, else 0.01·z;   f′(z) = 1 or 0.01",
        letters="z: the unit's weighted sum; f′: the slope.",
        more="The small slope below zero lets every unit recover: none can die.",
        use="Where many ReLU units die.",
        source="Maas, Hannun and Ng, ICML Workshop 2013.",
        related=("activation.relu", "dead_unit"),
    ),
    Card(
        key="activation.gelu",
        title="GELU",
        sentence="A ReLU with a soft corner: z times the chance that a random number is smaller.",
        formula="f(z) = ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))",
        letters="z: the unit's weighted sum. The formula is the usual approximation of z·Φ(z), "
        "Φ being the normal distribution's share below z.",
        use="The standard in language models. In networks as small as these it learns about as "
        "well as ReLU, at a higher price.",
        source="Hendrycks and Gimpel, 2016.",
        related=("activation.relu",),
    ),
    Card(
        key="activation.linear",
        title="Linear",
        sentence="Hands the weighted sum on as it is.",
        formula="f(z) = z,   f′(z) = 1",
        letters="z: the unit's weighted sum.",
        more="However many linear layers follow one another, together they are a single matrix.",
        use="To see what a network can do without bends: about what one layer can.",
        source="Linear algebra: a product of matrices is a matrix.",
        related=("activation", "activation.relu"),
    ),
    Card(
        key="softmax",
        title="Softmax",
        sentence="Turns the ten outputs z into scores that are positive and add up to 1.",
        formula="p_{k} = exp(z_{k}) / Σ_{j} exp(z_{j})",
        letters="z_{k}: the logit of class k; exp(z) = e^{z}, e = 2.718; the sum runs over all "
        "classes.",
        more="Raising one logit raises its score and lowers all others. Only differences between "
        "logits count: the same number added to all of them changes nothing.",
        use="At the output, wherever exactly one of several classes is right.",
        source="Boltzmann, 1868; for networks Bridle, 1990.",
        related=("logit", "score", "loss.cross_entropy"),
        words=("softmax",),
    ),
)
