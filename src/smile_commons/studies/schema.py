"""The JSON Schema of ``study.yaml``, for editors that complete and check as one types.

``python -m smile_commons.studies.schema`` writes it anew after a change of the model.
"""

import smile_commons.studies.study_file as study_file
import smile_commons.world.card as card
from smile_commons.world.schema import SCHEMAS, schema_text

PATH = SCHEMAS.parent.parent / "studies" / "schemas" / "study.json"


def study_schema() -> str:
    """The schema as the text of its file."""
    return schema_text(study_file.StudyFile, (study_file, card))


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(study_schema(), encoding="utf-8")
