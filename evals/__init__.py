"""Gold questions in, numbers out, and a gate that fails when the answers get worse."""
