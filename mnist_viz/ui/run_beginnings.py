"""What the runs of a session began as: the recipe of a preset, the weights of a model."""

from mnist_viz.nn import Network
from mnist_viz.session import Session
from mnist_viz.training import PRESETS, PRETRAINED, Model, SessionRecord
from mnist_viz.training.run_command import began_from_model


class RunBeginnings:
    """Remembers it of every run; a branch began as what it goes back to.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._presets: dict[int, str | None] = {}
        self._models: dict[int, Model] = {}

    @property
    def presets(self) -> dict[int, str]:
        """The presets of the session's runs, by run; those of a recipe of one's own are not in."""
        runs = self._session.tree.runs
        return {run: name for run, name in self._presets.items() if name and run in runs}

    @property
    def model(self) -> Model | None:
        """The model that the run at hand began from, if not from random weights."""
        tree = self._session.tree
        run = tree.current if tree.runs else None
        while run is not None and run.parent is not None:
            run = tree.runs[run.parent]
        return None if run is None else self._models.get(run.id)

    def preset_of(self, run_id: int) -> str | None:
        """Return the preset that a run is of, if it is of one."""
        return self._presets.get(run_id)

    def note_preset(self, run_id: int, preset: str | None) -> str | None:
        """Take note of what a new run is of; return that, or what was known of an old one."""
        return self._presets.setdefault(run_id, preset)

    def note_model(self, run_id: int, model: Model) -> None:
        """Take note of the model that a run begins from."""
        self._models[run_id] = model

    def take_over(self, record: SessionRecord) -> None:
        """Take in what runs from a file are presets of, and what they began from."""
        for one in record.runs:
            run, name = one.run, record.looks.presets.get(one.run.id)
            self._presets[run.id] = name if name in (*PRESETS, PRETRAINED) else None
            frame = one.first_frame
            if run.parent is not None or frame is None or frame.step > 0:
                continue
            if began_from_model(run, frame):
                network = Network(frame.layout, frame.parameters)
                names = tuple(str(label) for label in range(frame.layout.classes))
                self._models[run.id] = Model(network, run.config, run.data_name, names)
