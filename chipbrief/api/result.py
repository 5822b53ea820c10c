"""The result of `chipbrief.score`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipbrief.corpora.corpus import Corpus
from chipbrief.problems import fail
from chipbrief.scoring.setting import Setting
from chipbrief.scoring.system import Scores

if TYPE_CHECKING:
    import pyarrow as pa

    from chipbrief.scoring.comparison import Comparison


@dataclass(frozen=True)
class Result:
    """Scores of one system or several on the same stories. `print` shows the table that `chipbrief score` prints."""

    systems: tuple[Scores, ...]
    corpus: Corpus
    setting: Setting
    summaries: Mapping[str, Mapping[str, str]]
    """Summary by system and story id."""

    @property
    def signature(self) -> str:
        """The setting of the scores in one line."""
        return self.systems[0].signature

    @property
    def means(self) -> dict[str, dict[str, float | None]]:
        """Mean of each measure by system: shares from 0 to 1, lengths in words. None if the measure is undefined."""
        return {one.system: {name: found.mean for name, found in one.estimates.items()} for one in self.systems}

    @cached_property
    def table(self) -> pa.Table:
        """One row per summary: `system`, `id`, a column per measure (null if undefined), and `unsupported`.

        `unsupported` lists the names and values that the document does not support.
        """
        import pyarrow as pa

        rows = [
            {"system": one.system, "id": article.id, **article.measures, "unsupported": list(article.unsupported)}
            for one in self.systems
            for article in one.articles
        ]
        text = {"system": pa.string(), "id": pa.string(), "unsupported": pa.list_(pa.string())}
        return pa.Table.from_pylist(rows, pa.schema([(name, text.get(name, pa.float64())) for name in rows[0]]))

    def to_pandas(self) -> Any:
        """Return `table` as a data frame of pandas."""
        return self.table.to_pandas()

    def compare(self, against: str | None = None, **options: Any) -> Comparison:
        """Return paired tests between the systems, or of all against one. `options` are those of `chipbrief.scoring.comparison.compare`.

        Raise `InputError` if there is one system only, or `against` is none of them.
        """
        from chipbrief.scoring.comparison import compare

        if len(self.systems) < 2:
            raise fail("compare", "needs two systems or more, but got one", "pass the summaries of another system")
        family = options.pop("family", "best" if against else "all")
        return compare(list(self.systems), family=family, against=against, **options)

    def report(self, folder: str | Path) -> list[Path]:
        """Write one HTML page per system to `folder`, then `index.html`, and return their paths.

        Texts that do not fit into a page, and the pages of single stories, are linked from these.
        """
        from chipbrief.reports.pages.site import write_runs
        from chipbrief.submissions import Submission

        submissions = [Submission(one.system, self.summaries[one.system]) for one in self.systems]
        return list(write_runs(Path(folder), self.systems, self.corpus.stories, submissions, self.setting))

    def __str__(self) -> str:
        from chipbrief.reports.table import text_table

        return text_table(self.systems)
