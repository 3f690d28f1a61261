"""The JSON Schema files that let an editor help with an office's YAML: `config/json_schemas/<model>.schema.json`.

`python -m schemas.json_schema` writes them; a test holds them against the models.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from schemas.agencies import AgencyFile
from schemas.messages import CONFIG
from schemas.office import Office
from schemas.platforms import Platform
from schemas.rules import RuleSet
from schemas.vocabulary import Vocabulary
from schemas.work_plan import WorkPlan

FOLDER = CONFIG / "json_schemas"
MODELS: dict[str, type[BaseModel]] = {
    "office": Office,
    "agency": AgencyFile,
    "work_plan": WorkPlan,
    "rules": RuleSet,
    "platform": Platform,
    "categories": Vocabulary,
}


def json_schemas() -> dict[Path, str]:
    """Each schema file with the text it must have."""
    return {
        FOLDER / f"{name}.schema.json": json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
        for name, model in MODELS.items()
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in json_schemas().items():
        path.write_text(text, encoding="utf-8")
