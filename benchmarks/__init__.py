"""Performance as ratios: each program measures both sides in one run and writes its table."""
