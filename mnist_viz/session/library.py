"""The data sets that a session's runs train on, and what they are taught."""

from mnist_viz.data import DataSplits
from mnist_viz.data.my_digits import MyDigits
from mnist_viz.training import DATA_FIELD, DataRecord, Run, SessionRecord, names_in


class Library:
    """Keeps data sets and sets of taught digits by name.

    Attributes
    ----------
    records : dict of str to DataRecord
        By name; also of those that a session from a file was trained on and that are not here.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, DataSplits] = {}
        self._taught: dict[str, MyDigits] = {"": MyDigits()}
        self.records: dict[str, DataRecord] = {}

    @property
    def all(self) -> tuple[DataSplits, ...]:
        return tuple(self._by_name.values())

    @property
    def taught(self) -> tuple[MyDigits, ...]:
        """Every set that was taught."""
        return tuple(self._taught.values())

    def __getitem__(self, name: str) -> DataSplits:
        return self._by_name[name]

    def add(self, data: DataSplits) -> None:
        """Keep a data set, instead of another one of its name."""
        self._by_name[data.name] = data
        self.records[data.name] = DataRecord(data.name, data.title, data.checksum, data.origin)

    def take_in(self, record: SessionRecord) -> None:
        """Keep what a session from a file tells of its data sets and drawings."""
        for one in record.data:
            self.records[one.name] = one
        for digits in record.taught:
            self.add_taught(digits)

    def add_taught(self, digits: MyDigits) -> None:
        """Keep a set of taught digits."""
        self._taught.setdefault(digits.name, digits)

    def taught_as(self, name: str) -> MyDigits:
        """Return a set by the name that a Change calls it; the empty name means none."""
        return self._taught[name]

    def is_other(self, data: DataSplits) -> bool:
        """Return whether a data set of this name is kept, and is not the same."""
        kept = self._by_name.get(data.name)
        return kept is not None and kept.checksum != data.checksum

    def has(self, run: Run) -> bool:
        """Return whether what a run began with is kept, and what it was switched to."""
        kept = self._by_name.get(run.data_name)
        is_same = kept is not None and kept.checksum == run.data_checksum
        return is_same and all(map(self._is_known, names_in(run.changes, DATA_FIELD)))

    def _is_known(self, name: str) -> bool:
        """Return whether a set is kept, and the one that the runs of the session mean."""
        kept, record = self._by_name.get(name), self.records.get(name)
        return kept is not None and record is not None and kept.checksum == record.checksum

    def of(self, run: Run) -> DataSplits:
        """Return what a run began with; see `has`."""
        return self._by_name[run.data_name]
