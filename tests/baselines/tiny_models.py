"""Small models for tests: a few thousand random weights, and a tokenizer trained on the dataset's articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chipbrief.corpora.store import load

SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"]
PAD, BEGIN, END, UNKNOWN = range(4)
CHAT = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"


def train_tokenizer(longest: int) -> Any:
    """Return a byte-level BPE tokenizer with 600 units that adds `<s>` and `</s>`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([story.document for story in load("open", "validation")], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        model_max_length=longest,
    )  # fmt: skip


def make_chat_model(folder: Path) -> None:
    """Save a Llama model with two layers and a chat template in `folder`."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = train_tokenizer(8192)
    tokenizer.chat_template = CHAT
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=8192, bos_token_id=BEGIN, eos_token_id=END, pad_token_id=PAD,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def make_bart(folder: Path, positions: int = 256) -> None:
    """Save a BART model with two layers per side. Its weights are so large that no two tokens are almost equally likely."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    tokenizer = train_tokenizer(positions)
    torch.manual_seed(1)
    config = BartConfig(
        vocab_size=len(tokenizer), d_model=32, encoder_layers=2, decoder_layers=2, encoder_ffn_dim=64, decoder_ffn_dim=64,
        encoder_attention_heads=2, decoder_attention_heads=2, max_position_embeddings=positions, init_std=0.5,
        pad_token_id=PAD, bos_token_id=BEGIN, eos_token_id=END, decoder_start_token_id=END, forced_eos_token_id=END,
    )  # fmt: skip
    BartForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def make_t5(folder: Path) -> None:
    """Save a T5 model with two layers per side. It has relative positions, so only its tokenizer states a length limit."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration

    tokenizer = train_tokenizer(96)
    torch.manual_seed(1)
    config = T5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=16, d_ff=64, num_layers=2, num_heads=2, initializer_factor=20.0,
        pad_token_id=PAD, eos_token_id=END, decoder_start_token_id=PAD,
    )  # fmt: skip
    T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def make_entailment(folder: Path, labels: tuple[str, ...] = ("contradiction", "neutral", "entailment")) -> None:
    """Save a BERT classifier of pairs of texts, with two layers and one output per label."""
    import torch
    from tokenizers import processors
    from transformers import BertConfig, BertForSequenceClassification

    tokenizer = train_tokenizer(96)
    tokenizer.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    torch.manual_seed(2)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=98, pad_token_id=PAD, id2label=dict(enumerate(labels)), initializer_range=0.5,
        label2id={label: number for number, label in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
