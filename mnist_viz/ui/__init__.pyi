from .builder import BuilderControls
from .cards.guide import Guide
from .commands import Commands
from .control_keys import ControlKeys
from .data_files import DataFiles
from .dock_area import DockArea
from .dock_moves import DockMoves
from .getting_data import GettingData
from .history_menu import HistoryMenu
from .inspector import Inspector
from .key_list import KeyList
from .live_display import LiveDisplay
from .menu import WindowMenu
from .messages import Messages
from .pad_images import PadImages
from .panel_keys import PanelKeys
from .panels.activations_panel import ActivationsPanel
from .panels.filters_panel import FiltersPanel
from .panels.health_panel import HealthPanel
from .panels.loss_panel import LossPanel
from .panels.network_panel import NetworkPanel
from .panels.neuron_panel import NeuronPanel
from .panels.scores_panel import ScoresPanel
from .panels.why_panel import WhyPanel
from .phases.stepper import PhaseStepper
from .picture_intake import PictureIntake
from .presenter import Presenter
from .preview import PreviewControls
from .recovery import Recovery
from .reporter import Reporter
from .rewinder import Rewinder
from .run_controls import RunControls
from .runs import RunList
from .score_course import ScoreCourse
from .screenshot import Screenshot
from .session_files import SessionFiles
from .teaching import Teaching
from .way_back import WayBack

__all__ = [
    "ActivationsPanel",
    "BuilderControls",
    "Commands",
    "ControlKeys",
    "DataFiles",
    "DockArea",
    "DockMoves",
    "FiltersPanel",
    "GettingData",
    "Guide",
    "HealthPanel",
    "HistoryMenu",
    "Inspector",
    "KeyList",
    "LiveDisplay",
    "LossPanel",
    "Messages",
    "NetworkPanel",
    "NeuronPanel",
    "PadImages",
    "PanelKeys",
    "PhaseStepper",
    "PictureIntake",
    "Presenter",
    "PreviewControls",
    "Recovery",
    "Reporter",
    "Rewinder",
    "RunControls",
    "RunList",
    "ScoreCourse",
    "ScoresPanel",
    "Screenshot",
    "SessionFiles",
    "Teaching",
    "WayBack",
    "WhyPanel",
    "WindowMenu",
]
