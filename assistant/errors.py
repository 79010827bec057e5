"""What can go wrong in the assistant itself.

AssistantError
└── QuestionError     a question or a history that cannot be read; the asker is told
(vectorstore.errors has the tree of what can go wrong below)
"""


class AssistantError(Exception):
    """A fault with a message for the person who asked."""


class QuestionError(AssistantError):
    """A question or a history that cannot be read as one."""
