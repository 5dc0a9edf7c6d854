"""Training runs, their frames and files; no Qt, so it works in a notebook.

>>> from mnist_viz.data import load_dataset
>>> from mnist_viz.training import PRESETS, Trainer
>>> trainer = Trainer(PRESETS["three-layer"].config, load_dataset("builtin"))
>>> losses = [unit.loss for unit, _ in zip(trainer.units(), range(100)) if unit]
"""

from mnist_viz.training.analysis import (
    HELD_OUT_IMAGES,
    TEST_IMAGES,
    UNREADABLE,
    Analysis,
    analyse,
    analyse_at_once,
)
from mnist_viz.training.arena import Arena, ready_block
from mnist_viz.training.chain import (
    ChainRule,
    ParameterPlace,
    chain_rule,
    moved_furthest,
    moved_more,
    moved_most,
    shares,
    telling_image,
)
from mnist_viz.training.checkpoint import Checkpoint
from mnist_viz.training.collapse import CollapseError
from mnist_viz.training.config import AUGMENTATIONS, LIVE_FIELDS, ConfigError, RunConfig
from mnist_viz.training.connections import (
    Connections,
    strongest_connections,
    unit_connections,
)
from mnist_viz.training.counterfactual import ChangedImage, nearest, smallest_change
from mnist_viz.training.divergence import DivergenceError
from mnist_viz.training.drivers import Drivers, DriversRequest, find_drivers
from mnist_viz.training.environment import differences, environment
from mnist_viz.training.evidence import Evidence, evidence
from mnist_viz.training.examples import (
    Examples,
    FirstExamples,
    check_size,
    choose_examples,
    first_examples,
    has_enough,
)
from mnist_viz.training.frame import Frame
from mnist_viz.training.good_step import last_good_step
from mnist_viz.training.headless import train
from mnist_viz.training.history import DEFAULT_LIMIT_BYTES, History, PackingJob
from mnist_viz.training.metrics import Metrics
from mnist_viz.training.neuron import Neuron, neuron_at, strongest_targets
from mnist_viz.training.phases import LayerPass, StepPhases, step_in_phases
from mnist_viz.training.presets import DEFAULT_PRESET, PRESETS, Preset
from mnist_viz.training.probe import ONE_OF_EACH, RANDOM_BATCH, Probe
from mnist_viz.training.randomness import Purpose, generator
from mnist_viz.training.recording import Recorder, Recording, recorded_after
from mnist_viz.training.ruin import Ruin
from mnist_viz.training.runs import (
    DATA_FIELD,
    SOURCE_FIELDS,
    TAUGHT_FIELD,
    Change,
    Run,
    RunTree,
    data_after,
    names_in,
    taught_after,
)
from mnist_viz.training.saving import (
    PRETRAINED,
    Model,
    ModelFileError,
    load_model,
    model_path,
    read_model,
    save_model,
)
from mnist_viz.training.score_trail import ScoreTrail
from mnist_viz.training.session_file import (
    SessionFileError,
    encode_session,
    read_session,
    save_session,
)
from mnist_viz.training.session_record import (
    BorrowedImage,
    DataRecord,
    Drawing,
    InkStroke,
    Looks,
    RunRecord,
    SessionRecord,
)
from mnist_viz.training.setup_file import SetUp, SetUpFileError, read_setup
from mnist_viz.training.snapshot import Snapshot
from mnist_viz.training.step import Step
from mnist_viz.training.supply import is_teachable
from mnist_viz.training.tensor_file import TensorFileError
from mnist_viz.training.told_step import BACKWARD, FORWARD, LOSS, UPDATE, ToldStep
from mnist_viz.training.trainer import Trainer
from mnist_viz.training.view import (
    Connection,
    Limits,
    Selection,
    Subject,
    View,
    grown_limit,
)

__all__ = [
    "AUGMENTATIONS",
    "BACKWARD",
    "DATA_FIELD",
    "DEFAULT_LIMIT_BYTES",
    "DEFAULT_PRESET",
    "FORWARD",
    "HELD_OUT_IMAGES",
    "LIVE_FIELDS",
    "LOSS",
    "ONE_OF_EACH",
    "PRESETS",
    "PRETRAINED",
    "RANDOM_BATCH",
    "SOURCE_FIELDS",
    "TAUGHT_FIELD",
    "TEST_IMAGES",
    "UNREADABLE",
    "UPDATE",
    "Analysis",
    "Arena",
    "BorrowedImage",
    "ChainRule",
    "Change",
    "ChangedImage",
    "Checkpoint",
    "CollapseError",
    "ConfigError",
    "Connection",
    "Connections",
    "DataRecord",
    "DivergenceError",
    "Drawing",
    "Drivers",
    "DriversRequest",
    "Evidence",
    "Examples",
    "FirstExamples",
    "Frame",
    "History",
    "InkStroke",
    "LayerPass",
    "Limits",
    "Looks",
    "Metrics",
    "Model",
    "ModelFileError",
    "Neuron",
    "PackingJob",
    "ParameterPlace",
    "Preset",
    "Probe",
    "Purpose",
    "Recorder",
    "Recording",
    "Ruin",
    "Run",
    "RunConfig",
    "RunRecord",
    "RunTree",
    "ScoreTrail",
    "Selection",
    "SessionFileError",
    "SessionRecord",
    "SetUp",
    "SetUpFileError",
    "Snapshot",
    "Step",
    "StepPhases",
    "Subject",
    "TensorFileError",
    "ToldStep",
    "Trainer",
    "View",
    "analyse",
    "analyse_at_once",
    "chain_rule",
    "check_size",
    "choose_examples",
    "data_after",
    "differences",
    "encode_session",
    "environment",
    "evidence",
    "find_drivers",
    "first_examples",
    "generator",
    "grown_limit",
    "has_enough",
    "is_teachable",
    "last_good_step",
    "load_model",
    "model_path",
    "moved_furthest",
    "moved_more",
    "moved_most",
    "names_in",
    "nearest",
    "neuron_at",
    "read_model",
    "read_session",
    "read_setup",
    "ready_block",
    "recorded_after",
    "save_model",
    "save_session",
    "shares",
    "smallest_change",
    "step_in_phases",
    "strongest_connections",
    "strongest_targets",
    "taught_after",
    "telling_image",
    "train",
    "unit_connections",
]
