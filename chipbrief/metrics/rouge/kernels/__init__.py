"""The kernels that numba compiles. They turn the bytes of texts into scores, and are imported only for large batches.

Read the modules in this order. `tokens` finds the tokens in a chunk of texts. `stems` is the Porter stemmer. `vocabulary`
gives each token the number of its stem. `kinds` condenses two texts to the tokens that matter for their scores. `narrow`
counts hits if one machine word has a bit for each token of the reference, and `wide` does so for longer references. `groups`
goes through all pairs of texts. Kernels do not allocate memory: `numba_engine` passes them their arrays.
"""
