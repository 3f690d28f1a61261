"""Great Expectations' own pages of a validation, for those who know them. Optional: their style comes from the net.

The page everybody reads is ours, made from the stored results; without a network these show as bare text.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import great_expectations as gx
import pandas as pd
from great_expectations.checkpoint import UpdateDataDocsAction

from expectations.run import prepare_columns, prepare_counts
from expectations.suites import counts_suite, freshness_suite
from schemas.rules import RuleSet


def export_data_docs(
    column_facts: pd.DataFrame,
    category_facts: pd.DataFrame,
    *,
    registered_columns: int,
    registered_counts: int,
    rules: RuleSet,
    zone: ZoneInfo,
    out: Path,
) -> Path:
    """Validate both frames once more in a project of Great Expectations in `out`, and render it; the index page."""
    out.mkdir(parents=True, exist_ok=True)
    context = gx.get_context(mode="file", project_root_dir=out)
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    suites = [
        (freshness_suite(registered=registered_columns, rules=rules), prepare_columns(column_facts, zone=zone)),
        (counts_suite(registered=registered_counts), prepare_counts(category_facts)),
    ]
    source = context.data_sources.add_or_update_pandas("facts")
    for suite, frame in suites:
        context.suites.add_or_update(suite)
        batch = source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
        definition = context.validation_definitions.add_or_update(
            gx.ValidationDefinition(name=suite.name, data=batch, suite=suite)
        )
        checkpoint = gx.Checkpoint(
            name=suite.name,
            validation_definitions=[definition],
            actions=[UpdateDataDocsAction(name="render")],
            result_format="COMPLETE",
        )
        context.checkpoints.add_or_update(checkpoint).run(batch_parameters={"dataframe": frame})
    return out / "gx" / "uncommitted" / "data_docs" / "local_site" / "index.html"
