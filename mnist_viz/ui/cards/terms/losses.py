"""What training makes small, and what is measured beside it."""

from mnist_viz.ui.cards.card import Card

CARDS = (
    Card(
        key="loss",
        title="Loss",
        sentence="One number for how wrong the network is on a batch; training makes it small.",
        formula="L = (1/n)·Σ_{i} ℓ_{i}",
        letters="n: images in the batch; ℓ_{i}: the loss of image i, by cross-entropy or squared "
        "error.",
        more="In the chart, train is the loss of each batch before its own update, smoothed; test "
        "is the mean over all test images, which training never sees.",
        use="Where train goes on falling while test rises, the network learns its images by heart.",
        source="Legendre, 1805, for squares; Good, 1952, for logarithms of probabilities.",
        related=("loss.cross_entropy", "loss.squared_error", "batch", "overfitting"),
        words=(
            "train",
            "test",
            "batch loss",
            "test loss",
            "Loss by step",
            "log",
            "at",
            "ghost",
            "losses",
            "sum of losses",
            "by step",
        ),
    ),
    Card(
        key="loss.cross_entropy",
        title="Cross-entropy",
        sentence="The loss of an image is minus the logarithm of the score that its right class "
        "gets.",
        formula="ℓ = −Σ_{k} t_{k}·ln p_{k} = −ln p_{right}",
        letters="p_{k}: the score of class k; t_{k}: the target, 1 for the right class and 0 for "
        "the others.",
        more="A score of 1 costs nothing, 0.5 costs 0.69, 0.1 (guessing among ten) costs 2.30, "
        "0.01 costs 4.61: being sure and wrong is dear. Together with softmax its derivative is "
        "simply p − t.",
        use="For choosing one of several classes: nearly always.",
        source="Good, 1952; with softmax, Bridle, 1990.",
        related=("softmax", "loss", "loss.squared_error", "label_smoothing"),
        words=("cross-entropy", "ln"),
    ),
    Card(
        key="loss.squared_error",
        title="Squared error",
        sentence="The loss of an image is the sum of the squared differences between scores and "
        "targets.",
        formula="ℓ = Σ_{k} (p_{k} − t_{k})²",
        letters="p_{k}: the score of class k; t_{k}: the target, 1 for the right class and 0 for "
        "the others.",
        more="It is at most 2. Its gradient carries the factor p·(1 − p), which vanishes where "
        "the network is sure and wrong: exactly where it should learn most.",
        use="To see why cross-entropy learns faster.",
        source="Brier, Monthly Weather Review 78, 1950.",
        related=("loss.cross_entropy", "loss"),
        words=("squared error",),
    ),
    Card(
        key="target",
        title="Target",
        sentence="The scores that training wants for an image: 1 for its right class, 0 for all "
        "others.",
        formula="t = (0, …, 0, 1, 0, …, 0)",
        letters="t: a target for each class, one of them 1: the label, written one-hot.",
        more="At the output, the gradient begins with p − t, score minus target. Label smoothing "
        "takes a little off the 1 and spreads it over all.",
        source="Bridle, 1990, for targets of softmax.",
        related=("score", "loss.cross_entropy", "delta", "label_smoothing"),
        words=("target", "one-hot", "(score − target) / images", "label"),
    ),
    Card(
        key="score",
        title="Score",
        sentence="How much the network bets on a class: the output of softmax, from 0 to 1.",
        formula="p_{0} + p_{1} + … + p_{9} = 1",
        letters="p_{k}: the score of class k.",
        more="The class with the highest score is the network's reading. A score is not how often "
        "it is right: networks are often surer than they should be.",
        source="Guo, Pleiss, Sun and Weinberger, ICML 2017, on how sure networks are.",
        related=("softmax", "logit", "test_accuracy"),
        words=("score", "scores", "Course", "How it was read while training", "since step"),
    ),
    Card(
        key="test_accuracy",
        title="Test accuracy",
        sentence="The share of the test images that the network reads right; it never trains on "
        "them.",
        formula="test accuracy = right / all",
        more="It is counted on frozen weights, and bears their step. It tells how the network does "
        "on handwriting that it has not seen.",
        use="To compare networks. Settings should be chosen on held-out training images instead, "
        "or the test images are no longer unseen.",
        source="Stone, 1974, on testing with other data than one learns from.",
        related=("batch_accuracy", "confusion_matrix", "held_out", "loss"),
        words=("Test scores", "Test", "test accuracy", "wrong", "test loss"),
    ),
    Card(
        key="batch_accuracy",
        title="Batch accuracy",
        sentence="The share of the images of one batch that were read right before its update.",
        formula="batch accuracy = right / n",
        letters="n: images in the batch.",
        more="It jumps about, as a batch is small, and it counts images that the network learns "
        "from: test accuracy is what counts.",
        related=("test_accuracy", "batch"),
    ),
    Card(
        key="confusion_matrix",
        title="Confusion matrix",
        sentence="Counts what is taken for what: a row for each class, a column for what it was "
        "read as.",
        formula="C_{ij} = number of test images of class i read as j",
        more="The diagonal counts what is read right; here it is struck out, so that colour shows "
        "mistakes alone.",
        use="To see which digits look alike to the network: a click on a cell shows its mistakes.",
        source="Pearson, 1904, for tables of counts.",
        related=("test_accuracy",),
        words=("mistakes", "confusions", "is a", "read as"),
    ),
    Card(
        key="overfitting",
        title="Overfitting",
        sentence="Learning the training images by heart instead of what makes a digit a digit.",
        formula="test loss − training loss",
        more="It shows as a widening gap: the training loss falls, the test loss rises again.",
        use="More images, altered images, dropout, weight decay or a smaller network help.",
        source="Geman, Bienenstock and Doursat, 1992.",
        related=("loss", "augmentation", "dropout", "weight_decay"),
        words=("Generalising",),
    ),
)
