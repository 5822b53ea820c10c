#!/usr/bin/env python3
"""Write dataset/croissant.json: Croissant 1.1 metadata (with RAI vocabulary 1.0) of the configurations open and multi.

examples:
  python scripts/write_croissant.py
  python scripts/write_croissant.py --check     write nothing; exit 1 and show a diff if the file is stale
"""

from __future__ import annotations

import argparse
import json
import types
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from chipbrief import __version__
from chipbrief.corpora.store import split_path
from chipbrief.files import sha256, write_or_check
from chipbrief.problems import run_script
from chipbrief.records import SPLITS, Story

ROOT = Path(__file__).resolve().parents[1]
DATASET = ROOT / "dataset"
CONFIGS = ("open", "multi")
"""Configurations that the repository contains."""
PUBLISHED = "2026-11-22"
"""ISO date of publication."""
TYPES: dict[Any, str] = {str: "sc:Text", int: "sc:Integer", float: "sc:Float"}
"""Croissant data types of Python types."""
_CROISSANT_TERMS = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format includes isArray "
    "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
).split()
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _CROISSANT_TERMS},
}
"""JSON-LD context of Croissant 1.1."""
RAI = {
    "rai:dataCollection": "The sources are five text dumps of news pages, held by one person, with sixteen articles. A language model wrote the open articles from the facts of these articles.",
    "rai:dataCollectionType": ["Web Scraping", "Secondary Data Analysis"],
    "rai:dataCollectionMissingData": "Publication dates that the pages do not state are null. So are the values of relative dates without an anchor.",
    "rai:dataCollectionRawData": "The raw pages are under copyright and not distributed. Users build the source edition from their own copies.",
    "rai:dataImputationProtocol": "None. What a page does not state is null.",
    "rai:dataManipulationProtocol": "Open articles are original texts. Quotations became reported speech. No run of nine words is shared with a page.",
    "rai:dataPreprocessingProtocol": "Named rules clean the pages and record the raw offsets of all removed text. Texts have NFC, LF and straight quotation marks.",
    "rai:dataAnnotationProtocol": "Separate runs of one language model followed annotations/GUIDELINES.md. They wrote three reference sets, two entity layers and two sets of fact ratings. Another run adjudicated entities and facts.",
    "rai:dataAnnotationPlatform": "YAML files in the repository, which are checked when they are read.",
    "rai:dataAnnotationAnalysis": "DATASHEET.md has span F1 and Krippendorff's alpha, calculated from the raw label layers.",
    "rai:annotationsPerItem": "3 reference sets, 2 entity layers, 2 raters of facts",
    "rai:annotatorDemographics": "The annotator is a language model. No person has annotated or signed the open edition.",
    "rai:machineAnnotationTools": ["A large language model (Claude, by Anthropic)"],
    "rai:dataReleaseMaintenancePlan": "Versions are semantic. A changed test text or gold label makes a new major version (before 1.0.0: a new minor version). Errata are in CHANGELOG.md.",
    "rai:personalSensitiveInformation": "The texts name public figures, journalists and people who spoke to the press. Entities of type NORP label nationalities, ethnic groups and parties that the news names.",
    "rai:dataSocialImpact": "The dataset makes the evaluation of summaries recomputable. Scores against references by a model may favour models of its family.",
    "rai:dataBiases": "The references have the style and the choice of content of one model. The news is in English, from about one month, and much of it is about U.S.-China trade.",
    "rai:dataLimitations": "There are only sixteen stories, so intervals are wide. A model wrote the references, and the three sets are not independent. Not for training.",
    "rai:dataUseCases": ["Testing", "Validation"],
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and show a diff if the file is stale"
    )
    args = parser.parse_args(argv)
    text = json.dumps(_metadata(), indent=2, ensure_ascii=False) + "\n"
    return write_or_check({DATASET / "croissant.json": text.encode()}, args.check, ROOT)


def _metadata() -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": "ChipBrief",
        "description": "Sixteen news stories for evaluating summarization: articles, reference summaries, entities with every mention, and facts. A language model wrote all texts and labels.",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "version": __version__,
        "datePublished": PUBLISHED,
        "inLanguage": "en",
        "keywords": ["summarization", "news", "named entities", "benchmark"],
        "creator": {"@type": "sc:Organization", "name": "The ChipBrief authors"},
        "citeAs": "@misc{chipbrief, title={ChipBrief: a labelled dataset and benchmark for news summarization}, author={{The ChipBrief authors}}, year={2026}}",
        **RAI,
        "distribution": [_file(config, split) for config in CONFIGS for split in SPLITS],
        "recordSet": [_record_set(config, split) for config in CONFIGS for split in SPLITS],
    }


def _file(config: str, split: str) -> dict[str, Any]:
    path = split_path(DATASET, config, split)
    return {
        "@type": "cr:FileObject",
        "@id": f"{config}-{split}-file",
        "name": f"{config}-{split}-file",
        "contentUrl": path.relative_to(DATASET).as_posix(),
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(path.read_bytes()),
    }


def _record_set(config: str, split: str) -> dict[str, Any]:
    name = f"{config}-{split}"
    hints = get_type_hints(Story)
    columns = [
        _field(f"{name}/{item.name}", item.name, hints[item.name], f"{name}-file", item.name, None)
        for item in fields(Story)
    ]
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "key": {"@id": f"{name}/id"}, "field": columns}


def _parts(identifier: str, name: str, record: Any, file: str, column: str) -> list[dict[str, Any]]:
    """Return the Croissant fields for field `name` of a record inside a column.

    If that field holds records itself (mentions), return one repeated field per field of those records.
    """
    hint = get_type_hints(record)[name]
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    if not is_dataclass(inner):
        return [_field(f"{identifier}/{name}", name, hint, file, column, name)]
    hints = get_type_hints(inner)
    parts = [
        _field(
            f"{identifier}/{name}_{item.name}",
            f"{name}_{item.name}",
            hints[item.name],
            file,
            column,
            f"{name}[*].{item.name}",
        )
        for item in fields(inner)
    ]
    return [{**part, "repeated": True} for part in parts]


def _field(identifier: str, name: str, hint: Any, file: str, column: str, path: str | None) -> dict[str, Any]:
    """Return the Croissant field of a column, or of the part of a column at the JSON path `path`.

    A list becomes a `repeated` field, and a record a field with subfields.
    """
    if get_origin(hint) in (Union, types.UnionType):
        hint = get_args(hint)[0]
    repeated = get_origin(hint) is tuple
    inner = get_args(hint)[0] if repeated else hint
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if path is not None:
        source["transform"] = {"jsonPath": path}
    found: dict[str, Any] = {"@type": "cr:Field", "@id": identifier, "name": name, "source": source}
    if repeated:
        found["repeated"] = True
    if is_dataclass(inner):
        found["subField"] = [
            part for item in fields(inner) for part in _parts(identifier, item.name, inner, file, column)
        ]
    else:
        found["dataType"] = "sc:Text" if get_origin(inner) is Literal else TYPES[inner]
    return found


if __name__ == "__main__":
    run_script(main)
