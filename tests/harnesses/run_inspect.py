"""Run our inspect_ai task with the mock model. Arguments: system, folder of the log, number of epochs."""

from __future__ import annotations

import sys

from inspect_ai import eval as run
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from chipbrief.harnesses.inspect_extension import summarize
from tests.harnesses.stored import answer

system, folder, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3])


def reply(messages, *_):
    output = ModelOutput.from_content("mockllm/model", answer(messages[-1].text, system))
    output.usage = ModelUsage(
        input_tokens=1, output_tokens=1, total_tokens=2
    )  # else its tokens are counted, which needs the network
    return output


model = get_model(f"mockllm/{system}", custom_outputs=reply)
(log,) = run(summarize(), model=model, log_dir=folder, display="none", epochs=epochs)
print(log.status, log.location)
