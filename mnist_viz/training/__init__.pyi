from .analysis import (
    HELD_OUT_IMAGES,
    TEST_IMAGES,
    UNREADABLE,
    Analysis,
    analyse,
    analyse_at_once,
)
from .arena import Arena, ready_block
from .chain import (
    ChainRule,
    ParameterPlace,
    chain_rule,
    moved_furthest,
    moved_more,
    moved_most,
    shares,
    telling_image,
)
from .checkpoint import Checkpoint
from .collapse import CollapseError
from .config import AUGMENTATIONS, BOUNDS, LIVE_FIELDS, MAX_PARAMETERS, ConfigError, RunConfig
from .connections import (
    Connections,
    strongest_connections,
    unit_connections,
)
from .counterfactual import ChangedImage, nearest, smallest_change
from .divergence import DivergenceError
from .drivers import Drivers, DriversRequest, find_drivers
from .environment import differences, environment
from .evidence import Evidence, evidence
from .examples import (
    Examples,
    FirstExamples,
    check_size,
    choose_examples,
    first_examples,
    has_enough,
)
from .frame import Frame
from .good_step import last_good_step
from .headless import train
from .history import DEFAULT_LIMIT_BYTES, History, PackingJob
from .metrics import Metrics
from .neuron import Neuron, neuron_at, strongest_targets
from .opening import OpenedSession, open_file
from .phases import LayerPass, StepPhases, step_in_phases
from .presets import DEFAULT_PRESET, PRESETS, PRETRAINED, Preset
from .probe import ONE_OF_EACH, RANDOM_BATCH, Probe
from .randomness import Purpose, generator
from .recording import Recorder, Recording, recorded_after
from .ruin import Ruin
from .runs import (
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
from .saving import (
    Model,
    ModelFileError,
    load_model,
    model_path,
    read_model,
    save_model,
)
from .score_trail import ScoreTrail
from .session_file import (
    SessionFileError,
    encode_session,
    read_session,
    save_session,
)
from .session_record import (
    BorrowedImage,
    DataRecord,
    Drawing,
    InkStroke,
    Looks,
    RunRecord,
    SessionRecord,
)
from .setup_file import SetUp, SetUpFileError, read_setup
from .snapshot import Snapshot
from .step import Step
from .supply import is_teachable
from .tensor_file import TensorFileError
from .told_step import BACKWARD, FORWARD, LOSS, UPDATE, ToldStep
from .trainer import Trainer
from .untrained import untrained_frame
from .view import (
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
    "BOUNDS",
    "DATA_FIELD",
    "DEFAULT_LIMIT_BYTES",
    "DEFAULT_PRESET",
    "FORWARD",
    "HELD_OUT_IMAGES",
    "LIVE_FIELDS",
    "LOSS",
    "MAX_PARAMETERS",
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
    "OpenedSession",
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
    "open_file",
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
    "untrained_frame",
]
