"""How the reader's weights are made. Nothing here is needed to answer questions."""
