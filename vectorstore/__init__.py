"""Documents in, passages out, and an index that finds them: the shelf under the assistant."""
