"""Make the logs of docs/howto/use_results_of_other_harnesses.md with inspect_ai. Arguments: system, file to write.

The question is whether the first sentence of a stored summary names the entity that most references name.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from inspect_ai import Task
from inspect_ai import eval as run
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import includes

from chipbrief.corpora.corpus import shipped
from tests.harnesses.stored import answers

system, target = sys.argv[1], Path(sys.argv[2])
stories = {story.title: story for story in shipped("open", "test").stories}


def reply(messages, *_):
    text = answers(system)[stories[messages[-1].text].id].split("\n")[0]
    output = ModelOutput.from_content(f"mockllm/{system}", text)
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


samples = [
    Sample(id=story.id, input=title, target=max(story.entities, key=lambda one: (one.salience, one.name)).name)
    for title, story in stories.items()
]
task = Task(name="names_the_main_entity", dataset=MemoryDataset(samples, name="chipbrief-open-test"), scorer=includes())
with tempfile.TemporaryDirectory() as folder:
    model = get_model(f"mockllm/{system}", custom_outputs=reply)
    (log,) = run(task, model=model, log_dir=folder, display="none")
    target.write_bytes(Path(log.location).read_bytes())
