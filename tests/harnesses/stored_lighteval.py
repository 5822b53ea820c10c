"""A model for `lighteval custom` with stored answers. The name of the model ends with that of the system."""

from __future__ import annotations

from lighteval.models.abstract_model import LightevalModel
from lighteval.models.model_output import ModelResponse
from lighteval.utils.cache_management import SampleCache

from tests.harnesses.stored import answer


class Stored(LightevalModel):
    def __init__(self, config, *_):
        self.config = config
        self._cache = SampleCache(config)
        self.system = config.model_name.rpartition("/")[2]

    @property
    def tokenizer(self):
        return None

    @property
    def add_special_tokens(self):
        return False

    @property
    def max_length(self):
        return 100_000

    def greedy_until(self, docs):
        return [ModelResponse(input=doc.query, text=[answer(doc.query, self.system)]) for doc in docs]

    def loglikelihood(self, docs):
        raise NotImplementedError

    def loglikelihood_rolling(self, docs):
        raise NotImplementedError
