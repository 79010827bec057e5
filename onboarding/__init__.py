"""Learning a corpus: a guided path, a self-test and flashcards, made from the passages by rules."""
