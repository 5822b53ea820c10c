"""Read people's judgements of summaries, and measure how far the measures agree with them."""
