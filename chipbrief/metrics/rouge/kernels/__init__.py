"""What numba compiles: from the bytes of texts to their scores. Imported only where a batch is large enough.

`tokens` finds the tokens in a chunk of texts, `stems` is the Porter stemmer, `vocabulary` gives each token the number of its
stem, `kinds` leaves of two texts what they share, and `narrow` counts it where a machine word has a bit for each token;
`wide` does so for longer texts, and `groups` goes through the pairs. The modules are written to be read in this order.
No kernel allocates anything: `numba_engine` makes the room.
"""
