"""The data sets known by name: what they are called, and where their files are published.

Sizes and checksums are the published ones: SHA-256 and sizes from TensorFlow Datasets' table of
checksums, whose files torchvision lists with MD5; MNIST's unpacked content was hashed from the
files whose published MD5 agree. No checksum here was taken from a single download.
"""

import string
from dataclasses import dataclass

from mnist_viz.data.dataset import DIGIT_NAMES

ROLES = ("train-images", "train-labels", "test-images", "test-labels")


@dataclass(frozen=True)
class PublishedFile:
    """A file as its authors published it.

    Attributes
    ----------
    name : str
    n_bytes : int
    sha256 : str or None
        Of the file; None where only an archive's checksum is published.
    content_sha256 : str or None
        Of the unpacked content, where known; it also vouches for a file that was packed again.
    content_bytes : int
        Length of the unpacked content, if its checksum is given.
    """

    name: str
    n_bytes: int
    sha256: str | None
    content_sha256: str | None = None
    content_bytes: int = 0


@dataclass(frozen=True)
class KnownDataset:
    """A data set known by name.

    Attributes
    ----------
    name, title : str
        What ``--data`` calls it, and what people call it.
    class_names : tuple of str
    files : tuple of PublishedFile
        In the order of ``ROLES``.
    mirrors : tuple of str
        Addresses that a file's name is added to, in the order to try.
    source : str
        Its authors, and its licence.
    counts : (int, int)
        Published numbers of training and test images.
    archive : PublishedFile or None
        The zip file to fetch in place of the files, where they are published in one.
    archive_folder : str
        The folder inside the archive.
    first_label : int
        The label of class 0 in the files.
    torchvision_name : str
        The folder torchvision keeps it in, below which the files are in ``raw``.
    checksum : str or None
        `DataSplits.checksum` of the published files, where known.
    """

    name: str
    title: str
    class_names: tuple[str, ...]
    files: tuple[PublishedFile, PublishedFile, PublishedFile, PublishedFile]
    mirrors: tuple[str, ...]
    source: str
    counts: tuple[int, int]
    archive: PublishedFile | None = None
    archive_folder: str = ""
    first_label: int = 0
    torchvision_name: str = ""
    checksum: str | None = None

    @property
    def prefix(self) -> str:
        """What the names of its files begin with, before ``train-images``."""
        return self.files[0].name.partition(ROLES[0])[0]

    @property
    def to_download(self) -> tuple[PublishedFile, ...]:
        """The files to fetch: its own, or the archive that holds them."""
        return (self.archive,) if self.archive else self.files

    @property
    def download_bytes(self) -> int:
        """How much there is to fetch."""
        return sum(file.n_bytes for file in self.to_download)


MNIST = KnownDataset(
    name="mnist",
    title="MNIST",
    class_names=DIGIT_NAMES,
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            47_040_016,
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            60_008,
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            7_840_016,
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            10_008,
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://yann.lecun.com/exdb/mnist/",
    ),
    source="Y. LeCun, C. Cortes, C. Burges; CC BY-SA 3.0",
    counts=(60_000, 10_000),
    torchvision_name="MNIST",
    checksum="25c98f992c005963b7428e1f38418b233c9b286cc403519287eb8063f0bcfe07",
)

FASHION_MNIST = KnownDataset(
    name="fashion-mnist",
    title="Fashion-MNIST",
    class_names=(
        "T-shirt",
        "Trousers",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    source="H. Xiao, K. Rasul, R. Vollgraf (Zalando Research); MIT",
    counts=(60_000, 10_000),
    torchvision_name="FashionMNIST",
)

KMNIST = KnownDataset(
    name="kmnist",
    title="Kuzushiji-MNIST",
    class_names=tuple("おきすつなはまやれを"),
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            18_165_135,
            "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            29_497,
            "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            3_041_136,
            "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            5_120,
            "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
        ),
    ),
    mirrors=("https://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
    source="T. Clanuwat et al. (CODH); CC BY-SA 4.0",
    counts=(60_000, 10_000),
    torchvision_name="KMNIST",
)

QMNIST = KnownDataset(
    name="qmnist",
    title="QMNIST",
    class_names=DIGIT_NAMES,
    files=(
        PublishedFile(
            "qmnist-train-images-idx3-ubyte.gz",
            9_704_059,
            "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d",
        ),
        PublishedFile(
            "qmnist-train-labels-idx2-int.gz",
            463_024,
            "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f",
        ),
        PublishedFile(
            "qmnist-test-images-idx3-ubyte.gz",
            9_742_279,
            "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375",
        ),
        PublishedFile(
            "qmnist-test-labels-idx2-int.gz",
            526_800,
            "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06",
        ),
    ),
    mirrors=("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",),
    source="C. Yadav, L. Bottou; BSD",
    counts=(60_000, 60_000),
    torchvision_name="QMNIST",
)

_EMNIST_ARCHIVE = PublishedFile(
    "gzip.zip",
    561_753_746,
    "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
)


def _emnist(
    split: str, class_names: tuple[str, ...], counts: tuple[int, int], first_label: int
) -> KnownDataset:
    def file(role: str, kind: str) -> PublishedFile:
        return PublishedFile(f"emnist-{split}-{role}-{kind}-ubyte.gz", 0, None)

    return KnownDataset(
        name=f"emnist-{split}",
        title=f"EMNIST {split}",
        class_names=class_names,
        files=(
            file("train-images", "idx3"),
            file("train-labels", "idx1"),
            file("test-images", "idx3"),
            file("test-labels", "idx1"),
        ),
        mirrors=("https://biometrics.nist.gov/cs_links/EMNIST/",),
        source="G. Cohen, S. Afshar, J. Tapson, A. van Schaik (NIST); public domain",
        counts=counts,
        archive=_EMNIST_ARCHIVE,
        archive_folder="gzip/",
        first_label=first_label,
        torchvision_name="EMNIST",
    )


EMNIST_DIGITS = _emnist("digits", DIGIT_NAMES, (240_000, 40_000), first_label=0)
EMNIST_LETTERS = _emnist("letters", tuple(string.ascii_uppercase), (124_800, 20_800), first_label=1)

CATALOGUE: dict[str, KnownDataset] = {
    dataset.name: dataset
    for dataset in (MNIST, FASHION_MNIST, KMNIST, EMNIST_DIGITS, EMNIST_LETTERS, QMNIST)
}

# EMNIST's other parts have no name here, but their folders can be read.
_BALANCED = tuple(string.digits + string.ascii_uppercase + "abdefghnqrt")
CLASS_NAMES_BY_PREFIX: dict[str, tuple[str, ...]] = {
    "emnist-balanced-": _BALANCED,
    "emnist-bymerge-": _BALANCED,
    "emnist-byclass-": tuple(string.digits + string.ascii_uppercase + string.ascii_lowercase),
}
