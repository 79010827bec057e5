"""The kinds of question, each a function from the material to questions."""
