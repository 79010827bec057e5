"""What the web chat is drawn from: messages, sources, examples, and what the browser remembers."""
