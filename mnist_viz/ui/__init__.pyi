from .builder import BuilderControls
from .cards.guide import Guide
from .display.live_display import LiveDisplay
from .display.score_course import ScoreCourse
from .docks.area import DockArea
from .docks.moves import DockMoves
from .files.data_files import DataFiles
from .files.getting_data import GettingData
from .files.picture_intake import PictureIntake
from .files.recovery import Recovery
from .files.session_files import SessionFiles
from .history_menu import HistoryMenu
from .inspector import Inspector
from .keys.commands import Commands
from .keys.control_keys import ControlKeys
from .keys.key_list import KeyList
from .keys.panel_keys import PanelKeys
from .keys.way_back import WayBack
from .menu import WindowMenu
from .messages import Messages
from .pad_images import PadImages
from .panels.activations_panel import ActivationsPanel
from .panels.filters_panel import FiltersPanel
from .panels.health_panel import HealthPanel
from .panels.loss_panel import LossPanel
from .panels.network_panel import NetworkPanel
from .panels.neuron_panel import NeuronPanel
from .panels.scores_panel import ScoresPanel
from .panels.why_panel import WhyPanel
from .phases.stepper import PhaseStepper
from .presenter import Presenter
from .preview import PreviewControls
from .reporter import Reporter
from .rewinder import Rewinder
from .run_controls import RunControls
from .runs import RunList
from .screenshot import Screenshot
from .teaching import Teaching

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
