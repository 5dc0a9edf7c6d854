"""What a run begins with: initial weights, seed, data."""

from mnist_viz.ui.cards.card import Card

_LETTERS = "σ: the standard deviation; n_{in}, n_{out}: how many inputs and units a layer has."

CARDS = (
    Card(
        key="init",
        title="Initial weights",
        sentence="The random numbers that the weights are before the first step; biases are 0.",
        formula="w ~ N(0, σ²)",
        letters="σ: the standard deviation, which the layer's width decides.",
        more="Too large, and units saturate or the loss explodes; too small, and the signal fades "
        "from layer to layer; all alike, and the units of a layer stay alike for ever.",
        use="He with ReLU, Xavier with tanh and sigmoid.",
        source="LeCun and others, 1998; Glorot and Bengio, 2010; He and others, 2015.",
        related=("init.he", "init.xavier", "seed"),
        words=("New weights", "Reset"),
    ),
    Card(
        key="init.he",
        title="He",
        sentence="Initial weights whose size keeps a ReLU layer's signal as strong as it came in.",
        formula="σ = √(2 / n_{in})",
        letters=_LETTERS,
        more="The 2 makes up for the half of the values that ReLU cuts off.",
        use="With ReLU, leaky ReLU and GELU.",
        source="He, Zhang, Ren and Sun, ICCV 2015.",
        related=("init", "init.xavier", "activation.relu"),
    ),
    Card(
        key="init.xavier",
        title="Xavier",
        sentence="Initial weights between what keeps the signal steady forward and the gradient "
        "steady backward.",
        formula="σ = √(2 / (n_{in} + n_{out}))",
        letters=_LETTERS,
        use="With tanh, sigmoid and at the output.",
        source="Glorot and Bengio, AISTATS 2010.",
        related=("init", "init.he", "activation.tanh"),
        words=("Glorot",),
    ),
    Card(
        key="init.lecun",
        title="LeCun",
        sentence="Initial weights whose size keeps the signal of a linear layer as strong as it "
        "came in.",
        formula="σ = √(1 / n_{in})",
        letters=_LETTERS,
        use="With tanh; the oldest of the three rules.",
        source="LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.",
        related=("init", "init.xavier"),
    ),
    Card(
        key="init.normal",
        title="Small normal",
        sentence="Initial weights of one small size, however wide the layer is.",
        formula="σ = 0.01",
        letters="σ: the standard deviation.",
        use="To see why the width should count: in deep networks the signal fades.",
        source="Usual before 2010; Krizhevsky, Sutskever and Hinton, 2012.",
        related=("init", "init.he"),
        words=("small normal",),
    ),
    Card(
        key="init.zeros",
        title="Zeros",
        sentence="All weights begin at 0, and all units of a layer stay alike for ever.",
        formula="w = 0",
        more="Every unit of a layer computes the same, gets the same gradient and moves the same "
        "way: the layer is worth a single unit. Chance breaks the symmetry.",
        use="To see why chance is needed; never to get anywhere.",
        source="Rumelhart, Hinton and Williams, 1986, on breaking symmetry.",
        related=("init", "seed"),
    ),
    Card(
        key="seed",
        title="Seed",
        sentence="The number that all chance in a run is drawn from.",
        formula="same seed, same run",
        more="Initial weights, the order of the images, dropout and altered images all follow from "
        "it, bit for bit on the same machine.",
        use="Another seed shows how much of a result is luck.",
        source="Bouthillier and others, MLSys 2021, on luck in results.",
        related=("init", "run"),
        words=("Seed",),
    ),
    Card(
        key="train_size",
        title="Training images",
        sentence="How many images are trained on; 0 means all.",
        more="They are chosen at random, by the seed.",
        use="With few images, overfitting can be watched.",
        source="Cortes and others, 1993, on learning curves.",
        related=("overfitting", "held_out", "data"),
    ),
    Card(
        key="held_out",
        title="Held-out images",
        sentence="Training images that are kept from training, to choose settings by.",
        more="The test images should not decide anything, or they no longer tell how the network "
        "does on what nobody has looked at.",
        use="Hold out some thousands whenever you compare settings.",
        source="Stone, 1974.",
        related=("test_accuracy", "train_size"),
        words=("Held out", "validation"),
    ),
    Card(
        key="label_noise",
        title="Label noise",
        sentence="The share of training images that are given a wrong label on purpose.",
        more="A large enough network learns even wrong labels by heart; the test accuracy suffers.",
        use="To see overfitting, and what helps against it.",
        source="Zhang and others, ICLR 2017.",
        related=("overfitting", "label_smoothing"),
        words=("Label noise",),
    ),
    Card(
        key="data",
        title="Data",
        sentence="Small grey pictures of 28 × 28 pixels, each with its label.",
        formula="x = pixel / 255",
        letters="x: what the network gets, from 0 (paper) to 1 (ink).",
        more="MNIST: 60,000 handwritten digits to train on and 10,000 to test on, from other "
        "writers. The built-in digits are written by a model of pen strokes.",
        use="Fashion-MNIST and others are as large and harder.",
        source="LeCun, Bottou, Bengio and Haffner, Proceedings of the IEEE, 1998.",
        related=("train_size", "test_accuracy", "ink"),
        words=("MNIST", "Data", "Built-in digits", "test image", "test digit"),
    ),
)
