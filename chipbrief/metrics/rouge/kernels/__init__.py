"""What numba compiles: from the bytes of texts to their scores. Imported only where a batch is large enough.

`stems` is the Porter stemmer, `words` turns a text into the numbers of its stems, `kinds` and `scores` count. The modules are
written to be read in this order. No kernel allocates anything: `numba_engine` makes the room.
"""
