"""What can go wrong in the assistant itself.

AssistantError
├── QuestionError     a question or a history that cannot be read; the asker is told
├── BrandError        the brand file cannot be used; told before anything is served
├── FeedbackError     what readers said cannot be kept or read
├── DeskFull          too many questions are waiting; the asker may come again
├── UsersUnreadable   the file of those who may sign in cannot be used; told before it is served
├── ModelUnusable     no chat model can be made of the settings; told before anything is asked
└── ModelFailed       a chat model did not answer; never shown: the quoting writer answers then
(vectorstore.errors has the tree of what can go wrong below)
"""

from __future__ import annotations

from typing import Literal


class AssistantError(Exception):
    """A fault with a message for the person who asked."""


class QuestionError(AssistantError):
    """A question or a history that cannot be read as one."""


class BrandError(AssistantError):
    """A brand file that cannot be used as it is; the message names the key."""


class FeedbackError(AssistantError):
    """What readers said cannot be kept or read; nothing that was there is lost."""


class DeskFull(AssistantError):
    """Too many questions are waiting already."""


class UsersUnreadable(AssistantError):
    """The file of those who may sign in cannot be used as it is."""


class ModelUnusable(AssistantError):
    """The settings name a chat model that cannot be used here."""


Trouble = Literal["late", "unreachable", "key", "busy", "refused", "broken", "cut", "too_long"]
"""late: not within the time. unreachable: no connection. key: it is missing or not accepted.
busy: too many questions, or the server failed. refused: the request was not accepted. broken: the
reply ended in the middle. cut: it was longer than is heard. too_long: the prompt does not fit."""


class ModelFailed(AssistantError):
    """A chat model did not answer."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
