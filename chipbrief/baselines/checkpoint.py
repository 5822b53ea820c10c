"""Load sequence-to-sequence checkpoints of `transformers` safely, and generate summaries in batches.

Weights are read from safetensors files only, because a pickle file can run code. Code in a model's repository is never run.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipbrief.problems import InputError, Problem, fail, printable

INPUT_TOKENS = 1024
"""Maximum number of input tokens if neither the checkpoint nor its tokenizer states a limit."""
PREFIXES = {"t5": "summarize: "}
"""Task prefix that models of a type were trained with. It is used unless the checkpoint's configuration states another."""
ENCODER_LIMIT_NAMES = ("max_encoder_position_embeddings", "max_position_embeddings", "n_positions")
DECODER_LIMIT_NAMES = ("max_decoder_position_embeddings", "max_position_embeddings")
"""Configuration fields that state the number of positions of the encoder or the decoder, in order of precedence."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A loaded model. `limit` is the maximum number of input tokens, including the prefix and special tokens."""

    tokenizer: Any
    model: Any
    limit: int
    prefix: str

    def count(self, text: str) -> int:
        """Return the number of tokens of a text, including the prefix and special tokens."""
        return len(self.tokenizer(self.prefix + text, verbose=False).input_ids)


def load(
    name: str, device: str = "auto", offline: bool = False, prefix: str | None = None, input_tokens: int | None = None
) -> Checkpoint:
    """Load the model `name` (on the Hub, or a folder) and its tokenizer, in single precision, on `device`.

    `prefix` replaces the checkpoint's own prefix; `input_tokens` lowers its input limit. The network is not used for a
    folder, or if `offline` is true. Raise `InputError` if a library is not installed, or if the model is missing or cannot be used.
    """
    try:
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise fail(str(error.name), "is not installed", "pip install 'chipbrief[neural]'") from None

    transformers.utils.logging.disable_progress_bar()
    kept: dict[str, Any] = {"trust_remote_code": False, "local_files_only": offline or Path(name).is_dir()}
    try:
        config = transformers.AutoConfig.from_pretrained(name, **kept)
        if not config.is_encoder_decoder:
            raise fail(name, "is not a sequence-to-sequence model", "serve it, and use baselines/language_model.py")
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **kept)
        model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            name, **kept, config=config, use_safetensors=True, dtype=torch.float32
        )
        model = model.to(_device(device, torch)).eval()
    except InputError:
        raise
    except Exception as error:  # a broken file can make the libraries raise any exception
        reason = printable(" ".join(str(error).split()))[:300]
        remedy = "pass a folder with config.json, the tokenizer and model.safetensors, or download the model first"
        raise fail(name, f"cannot be loaded: {reason}", remedy) from error
    _check_tokens(name, tokenizer, model)
    # Encoders number positions from the left, so padding on the left would change a text's summary within a batch.
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    task = (getattr(config, "task_specific_params", None) or {}).get("summarization") or {}
    named = task.get("prefix", PREFIXES.get(config.model_type, ""))
    return Checkpoint(
        tokenizer, model, _input_limit(input_tokens, tokenizer, config), named if prefix is None else prefix
    )


def _check_tokens(name: str, tokenizer: Any, model: Any) -> None:
    """Raise `InputError` listing every special token that generation needs and the checkpoint does not define."""
    start = model.generation_config.decoder_start_token_id
    start = model.generation_config.bos_token_id if start is None else start
    needed = (
        (tokenizer.pad_token_id, "padding token", "set pad_token in tokenizer_config.json"),
        (tokenizer.eos_token_id, "end-of-sequence token", "set eos_token in tokenizer_config.json"),
        (start, "decoder start token", "set decoder_start_token_id in config.json"),
    )
    if problems := [Problem(name, f"defines no {what}", remedy) for token, what, remedy in needed if token is None]:
        raise InputError(problems)


def _device(wanted: str, torch: Any) -> str:
    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _limit_in(config: Any, names: Sequence[str]) -> int | None:
    found = (getattr(config, name, None) for name in names)
    return next((value for value in found if isinstance(value, int) and value > 0), None)


def _input_limit(wanted: int | None, tokenizer: Any, config: Any) -> int:
    """Return the smallest of the encoder's positions, the tokenizer's maximum length and the user's limit, as far as stated."""
    named = [_limit_in(config, ENCODER_LIMIT_NAMES), min(tokenizer.model_max_length, 1 << 24), wanted]
    limits = [limit for limit in named if limit is not None and limit < 1 << 24]
    return min(limits, default=INPUT_TOKENS)


def generate(checkpoint: Checkpoint, texts: Sequence[str], least: int, most: int, beams: int) -> list[str]:
    """Return the model's summary of each text of one batch, with `least` to `most` new tokens.

    The model uses beam search without sampling. The checkpoint's other generation settings apply (length penalty, forbidden
    repetition, forced tokens). A text that is longer than the encoder's limit is cut at its end.
    """
    import torch

    positions = _limit_in(checkpoint.model.config, DECODER_LIMIT_NAMES)
    config = copy.deepcopy(checkpoint.model.generation_config)
    config.max_length = config.min_length = None
    config.temperature = config.top_k = config.top_p = None
    config.do_sample, config.num_beams, config.num_return_sequences = False, beams, 1
    config.early_stopping = beams > 1 and config.early_stopping  # early stopping needs several beams
    config.max_new_tokens = most if positions is None else min(most, positions - 1)
    config.min_new_tokens = min(least, config.max_new_tokens)
    inputs = checkpoint.tokenizer(
        [checkpoint.prefix + text for text in texts],
        return_tensors="pt",
        padding=True,
        truncation=True,
        max_length=checkpoint.limit,
    )
    device = checkpoint.model.device
    with torch.inference_mode():
        output = checkpoint.model.generate(
            input_ids=inputs.input_ids.to(device),
            attention_mask=inputs.attention_mask.to(device),
            generation_config=config,
        )
    written = checkpoint.tokenizer.batch_decode(output, skip_special_tokens=True)
    # Some vocabularies contain NUL, which a text file must not.
    return [text.replace("\x00", "").strip() for text in written]
