"""Entailment checkpoints of `transformers`: how likely it is that a text supports a sentence.

A long text is read in overlapping pieces, and the highest value of all pieces counts (Laban et al. 2022).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipbrief.problems import InputError, Problem, fail, printable

BATCH = 16
"""Number of pairs of piece and sentence that the checkpoint reads at a time."""
POSITIONS = 512
"""Maximum number of tokens of a pair if neither the checkpoint nor its tokenizer states one."""
LEAST_POSITIONS = 16
"""A checkpoint with fewer positions cannot hold a sentence and a piece of a document."""
ENTAILED = frozenset(("entailment", "entail", "entails", "entailed", "supported"))
"""Names, in small letters, of the label of a checkpoint that means: the document supports the sentence."""

Judge = Callable[[str, Sequence[str]], Sequence[float | None]]
"""A function from a document and sentences to the probability, for each sentence, that the document supports it.

None marks a sentence on which the judge gives no clear answer. It counts as not supported.
"""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A loaded classifier of pairs. `limit` is the maximum number of tokens of a pair, `entailed` the number of its label."""

    tokenizer: Any
    model: Any
    limit: int
    entailed: int

    def __call__(self, document: str, sentences: Sequence[str]) -> list[float | None]:
        """Return for each sentence the highest probability of entailment over all pieces of the document."""
        owners: list[int] = []
        windows: list[dict[str, list[int]]] = []
        for number, sentence in enumerate(sentences):
            for window in self._windows(document, sentence):
                owners.append(number)
                windows.append(window)
        best = [0.0] * len(sentences)
        for start in range(0, len(windows), BATCH):
            found = self._probabilities(windows[start : start + BATCH])
            for owner, probability in zip(owners[start:], found, strict=False):
                best[owner] = max(best[owner], probability)
        return list(best)

    def _windows(self, document: str, sentence: str) -> Iterator[dict[str, list[int]]]:
        """Yield the inputs of the model: the sentence with each piece of the document. Half of a pair is left to the document."""
        half = self.limit // 2
        offsets = self.tokenizer(
            sentence, add_special_tokens=False, truncation=True, max_length=half, return_offsets_mapping=True
        )["offset_mapping"]
        cut = sentence[: offsets[-1][1]] if offsets else ""
        encoded = self.tokenizer(
            document, cut, truncation="only_first", max_length=self.limit, return_overflowing_tokens=True,
            stride=half // 4, verbose=False,
        )  # fmt: skip
        names = [name for name in self.tokenizer.model_input_names if name in encoded]
        for at in range(len(encoded["input_ids"])):
            yield {name: encoded[name][at] for name in names}

    def _probabilities(self, windows: Sequence[dict[str, list[int]]]) -> list[float]:
        import torch

        inputs = self.tokenizer.pad(list(windows), return_tensors="pt")
        with torch.inference_mode():
            logits = self.model(**inputs).logits
        return [float(value) for value in torch.softmax(logits, dim=-1)[:, self.entailed]]


_COMMIT = re.compile(r"[0-9a-f]{40}")


def identity(name: str) -> str:
    """Return how a signature names a checkpoint: a folder by its name and a digest of its files, a Hub model by `NAME@COMMIT`.

    Raise `InputError` if `name` is neither a folder nor a name with the 40 hexadecimal digits of a commit.
    """
    folder = Path(name)
    if name and folder.is_dir():
        digest = hashlib.sha256()
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            with path.open("rb") as file:
                digest.update(f"{path.name}\n{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', folder.resolve().name)}@sha256-{digest.hexdigest()[:12]}"
    model, _, commit = name.rpartition("@")
    if not re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?", model) or not _COMMIT.fullmatch(commit):
        remedy = "name a folder, or a model of the Hub as NAME@COMMIT with the 40 digits of the commit"
        raise fail(f"entailment model {name[:80]!r}", "is not a folder and has no revision", remedy)
    return name


def load(name: str) -> Checkpoint:
    """Load an entailment checkpoint, a folder or `NAME@COMMIT` on the Hub, in single precision on the processor.

    Weights are read from safetensors only, because a pickle file can run code, and code in a model's repository is never run.
    Raise `InputError` if a library is not installed, or if the checkpoint is missing or cannot be used.
    """
    try:
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise fail(str(error.name), "is not installed", "pip install 'chipbrief[neural]'") from None

    local = bool(name) and Path(name).is_dir()
    if not local:
        identity(name)  # refuses a name without a commit
    place, _, commit = (name, "", "") if local else name.rpartition("@")
    kept: dict[str, Any] = {"trust_remote_code": False, "local_files_only": local}
    if commit:
        kept["revision"] = commit
    transformers.utils.logging.disable_progress_bar()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(place, **kept)
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            place, **kept, use_safetensors=True, dtype=torch.float32
        ).eval()
    except Exception as error:  # a broken file can make the libraries raise any exception
        reason = printable(" ".join(str(error).split()))[:300]
        remedy = "use a checkpoint with config.json, the tokenizer and model.safetensors"
        raise fail(name, f"cannot be loaded: {reason}", remedy) from error
    return _checked(name, tokenizer, model)


def _checked(name: str, tokenizer: Any, model: Any) -> Checkpoint:
    labels = {int(number): str(label).lower() for number, label in model.config.id2label.items()}
    entailed = [number for number, label in labels.items() if label in ENTAILED]
    positions = getattr(model.config, "max_position_embeddings", None)
    # Models of the RoBERTa family use the first two positions themselves.
    limits = [tokenizer.model_max_length, positions - 2 if isinstance(positions, int) and positions > 0 else POSITIONS]
    problems = []
    if len(entailed) != 1 or len(labels) < 2:
        what = f"is no entailment model: its labels are {', '.join(sorted(labels.values()))[:200]}"
        problems.append(Problem(name, what, "use a classifier of pairs with a label 'entailment' and another one"))
    if tokenizer.pad_token_id is None or not tokenizer.is_fast:
        problems.append(Problem(name, "has no fast tokenizer with a padding token", "add tokenizer.json and pad_token"))
    if min(limits) < LEAST_POSITIONS:
        problems.append(Problem(name, f"reads fewer than {LEAST_POSITIONS} tokens", "use a model with more positions"))
    if problems:
        raise InputError(problems)
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    return Checkpoint(tokenizer, model, min(limits), entailed[0])
