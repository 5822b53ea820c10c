"""The matcher `neural`: an entailment model says how likely a summary entails each fact.

The summary is the premise and the fact the hypothesis. Weights are read from safetensors files only, because a pickle file can run
code, and code in a model's repository is never run. The model runs on the CPU, so that equal texts get equal scores everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chipbrief.problems import InputError, fail, printable
from chipbrief.records import Entity, Fact

Entails = Callable[[str, Sequence[str]], Sequence[float]]
"""A function from a premise and hypotheses to the probability (0 to 1) that the premise entails each of them."""
BATCH = 16
"""Number of hypotheses that are judged at once."""
DECIMALS = 6
"""Decimal places of a probability. The place of a text in a batch alters later ones."""
LIMIT = 512
"""Maximum number of tokens of premise and hypothesis if the model states none."""
POSITIONS_KEPT = 2
"""Positions that some encoders (RoBERTa) never use."""
_ENTAILMENT = re.compile(r"entail(?:ment|s|ed)?", re.I)
_REVISION = re.compile(r"[\w./-]{1,100}")


def split_name(model: str) -> tuple[str, str | None]:
    """Return the name and the revision of `NAME@REVISION`. A folder needs no revision.

    Raise `InputError` if the revision of a model of the Hub is missing or has other characters than names of commits and tags.
    """
    if Path(model).is_dir():
        return model, None
    name, _, revision = model.rpartition("@")
    if not name or not _REVISION.fullmatch(revision):
        raise fail(f"--model {printable(model)}", "has no revision", "write NAME@COMMIT, or the path of a folder")
    return name, revision


def load(model: str) -> Entails:
    """Load an entailment model, `NAME@REVISION` on the Hub or a folder, and return the function that asks it.

    Raise `InputError` if a library is not installed, or if the model is missing, cannot be used, or has no label *entailment*.
    """
    name, revision = split_name(model)
    try:
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise fail(str(error.name), "is not installed", "pip install 'chipbrief[neural]'") from None
    transformers.utils.logging.disable_progress_bar()
    kept: dict[str, Any] = {"trust_remote_code": False, "local_files_only": revision is None}
    kept |= {} if revision is None else {"revision": revision}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **kept)
        network = transformers.AutoModelForSequenceClassification.from_pretrained(
            name, **kept, use_safetensors=True, dtype=torch.float32
        ).eval()
        label = _label(model, network.config)
    except InputError:
        raise
    except Exception as error:  # a broken file can make the libraries raise any exception
        reason = printable(" ".join(str(error).split()))[:300]
        remedy = "pass a folder with config.json, the tokenizer and model.safetensors, or another revision"
        raise fail(printable(model), f"cannot be loaded: {reason}", remedy) from error
    limit = _limit(tokenizer, network.config)

    def entails(premise: str, hypotheses: Sequence[str]) -> list[float]:
        found: list[float] = []
        for start in range(0, len(hypotheses), BATCH):
            batch = list(hypotheses[start : start + BATCH])
            inputs = tokenizer(
                [premise] * len(batch), batch, return_tensors="pt", padding=True, truncation=True, max_length=limit
            )
            with torch.inference_mode():
                chances = torch.softmax(network(**inputs).logits.double(), dim=-1)[:, label]
            found += [round(float(chance), DECIMALS) for chance in chances]
        return found

    return entails


def _label(model: str, config: Any) -> int:
    """Return the number of the label *entailment*. Raise `InputError` if there is none, or more than one."""
    named = [number for number, label in config.id2label.items() if _ENTAILMENT.fullmatch(str(label))]
    if len(named) != 1 or len(config.id2label) < 2:
        labels = ", ".join(map(str, config.id2label.values()))
        raise fail(
            printable(model),
            f"has no label 'entailment' (its labels: {printable(labels)[:200]})",
            "pass a model trained on natural language inference",
        )
    return int(named[0])


def _limit(tokenizer: Any, config: Any) -> int:
    """Return the maximum number of tokens that tokenizer and encoder allow."""
    positions = getattr(config, "max_position_embeddings", None)
    allowed = [tokenizer.model_max_length] if tokenizer.model_max_length < 1 << 24 else []
    if not allowed and isinstance(positions, int) and positions > POSITIONS_KEPT:
        allowed = [positions - POSITIONS_KEPT]
    return min(allowed, default=LIMIT)


def judge(
    summary: str, facts: Sequence[Fact], entities: Sequence[Entity] = (), entails: Entails | None = None
) -> dict[str, float]:
    """Map each fact id to the probability that the summary entails the fact.

    For a summary without a word, all are 0 and the model is not asked. Raise `ValueError` if `entails` is null or does not
    return one probability per fact.
    """
    del entities  # the model needs no list of names
    if entails is None:
        raise ValueError("matcher neural: needs `ask` (pass the function that `neural.load` returns)")
    if not any(map(str.isalnum, summary)):
        return dict.fromkeys((fact.id for fact in facts), 0.0)
    found = entails(summary, [fact.text for fact in facts])
    if len(found) != len(facts):
        raise ValueError(f"ask: returned {len(found)} probabilities for {len(facts)} facts (return one each)")
    return {fact.id: chance for fact, chance in zip(facts, found, strict=True)}
