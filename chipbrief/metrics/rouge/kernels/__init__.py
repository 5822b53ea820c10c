"""The kernels that numba compiles. They turn the bytes of texts into scores, and are imported only for large batches.

Read the modules in this order. `tokens` finds the tokens in a chunk of texts. `ends` finds the sentences of plain texts, with
`marks`, which looks at the words around a full stop, and `answers`, which keeps what the sentence splitter does there. `stems`
is the Porter stemmer. `vocabulary` gives each token the number of its stem. `kinds` condenses two texts to the tokens that
matter for their scores. `narrow` counts hits if one machine word has a bit for each token of the reference, and `wide` does so
for longer references. `groups` goes through all pairs of texts. `copied` stands alone: it measures what a summary has from a
document, word by word, for the measures of copying. Kernels do not allocate memory: Python passes them their arrays.

The modules use these words:

- *kind*: the number of a distinct stem of the prediction, from 0 (without stemming: of a distinct word). Tokens with the same
  stem have the same kind.
- *gap*: a special kind that stands for a run of tokens that the other text does not contain. Its number is `kinds`, the
  number of kinds. A gap never matches.
- *step*: one condensed token of the prediction, a kind or a gap. The kernels process one step after the other.
- *place*: the position of one condensed token of the reference, from 0. The places of a kind are those at which it occurs.
- *row* or *bit row*: one or more 64-bit machine words with one bit per place. The lowest bit stands for place 0.
- *rise*: a place at which the LCS of the steps so far and the reference up to this place is longer than the LCS of these
  steps and the reference up to the place before.
"""
