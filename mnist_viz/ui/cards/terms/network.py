"""What a network is made of."""

from mnist_viz.ui.cards.card import Card

CARDS = (
    Card(
        key="network",
        title="Network",
        sentence="Layers of units, one after another: pixels go in, ten scores come out.",
        formula="x → f_{1}(x·W_{1} + b_{1}) → … → softmax",
        letters="x: the pixels; W, b: a layer's weights and biases; f: its activation function.",
        more="All it knows is in its weights and biases: numbers that training moves, a little at "
        "a time.",
        source="Rosenblatt, 1958; Rumelhart, Hinton and Williams, 1986.",
        related=("layer", "weights", "forward", "preset", "parameters"),
        words=("Network builder", "Network diagram", "784"),
    ),
    Card(
        key="preset",
        title="Preset",
        sentence="A ready recipe: a network and how it is trained.",
        more="Introduction, Two-layer and Three-layer are the classic teaching networks, trained "
        "by plain gradient descent; the accurate ones are our own.",
        use="Begin with Three-layer: small enough to see every weight.",
        source="Nielsen, Neural Networks and Deep Learning, 2015, for the first.",
        related=("network", "optimizer.sgd", "softmax", "loss.cross_entropy", "epoch", "batch"),
        words=(
            "Start from",
            "Introduction",
            "Two-layer",
            "Three-layer",
            "Accurate",
            "Pretrained",
            "Most accurate",
        ),
    ),
    Card(
        key="layer",
        title="Layer",
        sentence="Units side by side that all look at the same inputs.",
        formula="a = f(x·W + b)",
        letters="x: what comes in; W: a column of weights for each unit; b: a bias for each; f: "
        "the activation function.",
        more="Hidden layers stand between the pixels and the output. The more units, the more it "
        "can learn, and the slower a step is.",
        use="One or two hidden layers read digits well.",
        source="Rosenblatt, 1958.",
        related=("unit", "weights", "activation", "network"),
        words=("Hidden layers", "Layer 1", "Layer 2", "Output", "Hidden layers and their units"),
    ),
    Card(
        key="unit",
        title="Unit",
        sentence="A neuron: it weighs its inputs, adds its bias, and hands on the bent sum.",
        formula="z = Σ_{i} w_{i}·x_{i} + b,   a = f(z)",
        letters="x_{i}: its inputs; w_{i}: their weights; b: its bias; f: the activation function.",
        source="McCulloch and Pitts, 1943.",
        related=("weights", "logit", "activation", "filter", "connection", "term", "drivers"),
        words=("units", "neuron", "Neuron", "unit"),
    ),
    Card(
        key="weights",
        title="Weights and biases",
        sentence="A weight says how much an input counts, and with which sign; a bias is what a "
        "unit adds whatever comes in.",
        formula="z = Σ_{i} w_{i}·x_{i} + b",
        letters="x_{i}: an input; w_{i}: its weight; b: the unit's bias.",
        more="Orange: above zero, the input speaks for the unit. Blue: below zero, it speaks "
        "against. They are all that training changes.",
        source="Rosenblatt, 1958.",
        related=("unit", "parameters", "init", "filter"),
        words=("Weights", "bias", "weight", "norm", "largest", "by norm"),
    ),
    Card(
        key="parameters",
        title="Parameters",
        sentence="All weights and biases together: the numbers that are learnt.",
        formula="Σ_{layers} (n_{in} + 1)·n_{out}",
        letters="n_{in}, n_{out}: inputs and units of a layer; the 1 is for the bias.",
        related=("weights", "layer"),
        words=("parameters move",),
    ),
    Card(
        key="filter",
        title="Filter",
        sentence="The weights from the 784 pixels into one first-layer unit, shown as a picture.",
        formula="z = Σ_{pixels} w·x + b",
        letters="x: a pixel's ink; w: the weight that the picture shows in its place; b: the bias.",
        more="Ink on orange pixels speaks for the unit, ink on blue ones against it. Change shows "
        "what training has added, Gradient what the last step asked for.",
        use="Look at Change first: at the beginning, the random start hides what was learnt.",
        source="Olshausen and Field, Nature 381, 1996, for pictures of such weights.",
        related=("weights", "unit", "gradient"),
        words=("First-layer filters", "Filters", "Change", "Gradient"),
    ),
    Card(
        key="forward",
        title="Forward pass",
        sentence="From the pixels to the scores, layer by layer.",
        formula="Z = X·W + b,   A = f(Z)",
        letters="X: the batch, a row for each image; W, b: a layer's weights and biases; A: what "
        "the next layer gets.",
        more="This is all that happens when your drawing is read.",
        source="Rumelhart, Hinton and Williams, 1986.",
        related=("layer", "activation", "softmax", "backpropagation"),
        words=("Forward", "forward pass", "from pixels to scores"),
    ),
    Card(
        key="logit",
        title="Weighted sum z, logit",
        sentence="What a unit has summed up before the activation function; at the output it is "
        "called a logit.",
        formula="z = Σ_{i} w_{i}·x_{i} + b",
        letters="x_{i}: an input; w_{i}: its weight; b: the unit's bias.",
        more="Softmax makes scores of the ten logits: a logit that is larger by 1 stands for a "
        "score that is e = 2.72 times as large.",
        source="Berkson, 1944, for the word.",
        related=("softmax", "unit", "activation"),
        words=("z", "logit"),
    ),
    Card(
        key="probe",
        title="Probe images",
        sentence="The images whose activations are shown: your drawing and one test image of each "
        "digit.",
        more="They are the same at every step, so that only the network changes.",
        related=("activation", "data"),
        words=("each row is one image", "One of each", "Random batch"),
    ),
    Card(
        key="ink",
        title="Your drawing",
        sentence="What you draw is made into 28 × 28 pixels in the way that MNIST was made.",
        formula="strokes → 20 × 20 box → centre of mass in the middle of 28 × 28",
        more="The network sees only the small picture. A digit that is drawn in a corner is moved "
        "to the middle, as MNIST's are.",
        use="Draw large and in one go; the reading follows the pen.",
        source="LeCun, Bottou, Bengio and Haffner, 1998.",
        related=("data", "score", "forward", "evidence", "teaching"),
        words=("Draw", "network sees 28 × 28", "pixel", "pixels", "raw", "from pixels"),
    ),
    Card(
        key="evidence",
        title="Evidence",
        sentence="What each pixel of the drawing adds to the logit of the digit that is read.",
        formula="c_{i} = x_{i}·∫_{0}^{1} ∂F(t·x)/∂x_{i} dt,   Σ_{i} c_{i} = F(x) − F(0)",
        letters="x_{i}: the ink of pixel i; F: the logit, or its lead over the next one; t: how "
        "much of the ink is there, from blank paper to the drawing.",
        more="Orange ink speaks for the digit, blue ink against it. Blank pixels add nothing, and "
        "together the pixels make the whole difference.",
        use="To see whether the network looks at what you would look at.",
        source="Integrated gradients: Sundararajan, Taly and Yan, ICML 2017.",
        related=("logit", "gradient", "counterfactual", "ink"),
        words=("Why", "which pixels speak for it", "rather than", "over"),
    ),
    Card(
        key="counterfactual",
        title="What if",
        sentence="The smallest change of your drawing with which the network would read another "
        "digit.",
        formula="min ‖x′ − x‖  so that p_{other}(x′) is the highest score",
        letters="x: the drawing; x′: the changed one; p: its scores.",
        more="It is searched for by steps along the gradient, as in training, but of the pixels "
        "instead of the weights.",
        use="A tiny change that no person would see as another digit shows how a network can be "
        "fooled.",
        source="Szegedy and others, 2014; Wachter, Mittelstadt and Russell, 2018.",
        related=("evidence", "gradient", "score"),
        words=("What would change it",),
    ),
    Card(
        key="teaching",
        title="Teaching",
        sentence="You say what you drew, and the network trains on it among the other images.",
        more="It changes the weights as any step does, for a drawing that the network read wrong.",
        use="For handwriting that it has not met: a few drawings of each digit are enough.",
        source="Settles, 2009, on learning from examples that somebody is asked for.",
        related=("ink", "step", "data"),
        words=("Teach it", "My digits", "Teach"),
    ),
)
