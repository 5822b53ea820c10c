"""Sequence-to-sequence checkpoints of `transformers`: loaded safely, asked in batches.

Weights are read as safetensors only, because a pickle can run code, and a model's own code is never run.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipbrief.problems import InputError, Problem, fail, printable

INPUT_TOKENS = 1024
"""Where neither the checkpoint nor its tokenizer names a limit."""
PREFIXES = {"t5": "summarize: "}
"""What models of a type were trained to find before the text, where the checkpoint's configuration names nothing else."""
ENCODER_LIMITS = ("max_encoder_position_embeddings", "max_position_embeddings", "n_positions")
DECODER_LIMITS = ("max_decoder_position_embeddings", "max_position_embeddings")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A loaded model: `limit` is of tokens that the encoder takes, the prefix and special ones among them."""

    tokenizer: Any
    model: Any
    limit: int
    prefix: str

    def count(self, text: str) -> int:
        """The tokens of a text as the encoder gets it."""
        return len(self.tokenizer(self.prefix + text, verbose=False).input_ids)


def load(
    name: str, device: str = "auto", offline: bool = False, prefix: str | None = None, input_tokens: int | None = None
) -> Checkpoint:
    """The model `name` (on the Hub, or a folder) and its tokenizer, in single precision on the device.

    `prefix` and `input_tokens` stand in for what the checkpoint names; `offline` asks no network, nor does a folder.
    Raises `InputError` where it is not there or cannot be used.
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
            raise fail(name, "is no sequence-to-sequence model", "serve it, and use baselines/language_model.py")
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **kept)
        model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            name, **kept, config=config, use_safetensors=True, dtype=torch.float32
        )
        model = model.to(_device(device, torch)).eval()
    except InputError:
        raise
    except Exception as error:  # the libraries raise whatever a broken file leads them to
        reason = printable(" ".join(str(error).split()))[:300]
        remedy = "name a folder with config.json, the tokenizer and model.safetensors, or download the model first"
        raise fail(name, f"cannot be loaded: {reason}", remedy) from error
    _check_tokens(name, tokenizer, model)
    # Encoders number positions from the left: padding there would change what a text in a batch means.
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    task = (getattr(config, "task_specific_params", None) or {}).get("summarization") or {}
    named = task.get("prefix", PREFIXES.get(config.model_type, ""))
    return Checkpoint(
        tokenizer, model, _input_limit(input_tokens, tokenizer, config), named if prefix is None else prefix
    )


def _check_tokens(name: str, tokenizer: Any, model: Any) -> None:
    """Raise `InputError` with every token that summarizing needs and that the checkpoint does not name."""
    start = model.generation_config.decoder_start_token_id
    start = model.generation_config.bos_token_id if start is None else start
    needed = (
        (tokenizer.pad_token_id, "pads a batch", "set pad_token in tokenizer_config.json"),
        (tokenizer.eos_token_id, "ends a text", "set eos_token in tokenizer_config.json"),
        (start, "starts the decoder", "set decoder_start_token_id in config.json"),
    )
    if problems := [
        Problem(name, f"names no token that {what}", remedy) for token, what, remedy in needed if token is None
    ]:
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
    """The least of the encoder's positions, the tokenizer's length (where it names one) and what the user wants."""
    named = [_limit_in(config, ENCODER_LIMITS), min(tokenizer.model_max_length, 1 << 24), wanted]
    limits = [limit for limit in named if limit is not None and limit < 1 << 24]
    return min(limits, default=INPUT_TOKENS)


def generate(checkpoint: Checkpoint, texts: Sequence[str], least: int, most: int, beams: int) -> list[str]:
    """What the model makes of each text of one batch, in `least` to `most` new tokens: beam search without sampling.

    What else the checkpoint says of generation (length penalty, forbidden repetition, forced tokens) holds. A text that
    is longer than the encoder takes is read from its beginning.
    """
    import torch

    positions = _limit_in(checkpoint.model.config, DECODER_LIMITS)
    config = copy.deepcopy(checkpoint.model.generation_config)
    config.max_length = config.min_length = None
    config.temperature = config.top_k = config.top_p = None
    config.do_sample, config.num_beams, config.num_return_sequences = False, beams, 1
    config.early_stopping = beams > 1 and config.early_stopping  # a search of one beam has no such choice
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
    return [
        text.replace("\x00", "").strip() for text in written
    ]  # a NUL is in some vocabularies and in no file of text
