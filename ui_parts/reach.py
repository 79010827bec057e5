"""How the site is reached: by whom, how often, and by which programs beside the chat.

request ──▶ headers ──▶ log ──▶ own name ──▶ own pages ──▶ signed in ──▶ questions
──▶ one line ──▶ chat's own ──▶ site
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.types import ASGIApp

from assistant.ask import Assistant
from assistant.brand import Brand
from assistant.desk import Desk
from assistant.settings import RATE, Log, Settings
from assistant.users import Users
from ui_parts.api import api
from ui_parts.door import (
    ChatsOwnOnly,
    NoStrangersPages,
    OneLineOnly,
    OwnHostOnly,
    OwnNameOnly,
    is_loopback,
)
from ui_parts.health import health
from ui_parts.limits import Questions
from ui_parts.request_log import RequestLog
from ui_parts.signing_in import SIGN_OUT, Doorkeeper, SignedInOnly, signing_in
from ui_parts.tools_http import tools_http

_SIGN_OUT = f"""<style>
  .sign-out {{ position: absolute; top: 0.2rem; right: 1.5rem; z-index: 1; }}
  .sign-out button {{ font: inherit; font-size: 0.8rem; text-decoration: underline;
    color: var(--body-text-color); background: none; border: 0; cursor: pointer; }}
  .sign-out button:focus-visible {{ outline: 2px solid currentColor; outline-offset: 2px; }}
  body .gradio-container .main.fillable {{ padding-top: 1.9rem; }}
</style><script>
  // gradio puts this into a page that is there already, or into one that is still to come.
  const offer = () => document.body.insertAdjacentHTML("afterbegin",
    '<form class="sign-out" method="post" action="{SIGN_OUT}"><button>Sign out</button></form>');
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", offer) : offer();
</script>"""


@dataclass(frozen=True)
class Rules:
    """On what terms the site is served."""

    host: str = "127.0.0.1"
    """The address that is listened on."""
    users: Users | None = None
    """Who may sign in; None where everybody who reaches the address may ask."""
    rate: int = RATE
    """Questions a minute that one client may ask."""
    log: Log = "requests"

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """The rules with the file of users read. Raises UsersUnreadable."""
        users = Users(settings.auth) if settings.auth else None
        return cls(settings.host, users, settings.rate, settings.log)


class Reach:
    """What stands before the site and beside the chat."""

    def __init__(self, assistant: Assistant, rules: Rules, brand: Brand) -> None:
        self.desk = Desk()
        """Where the questions of the chat, of programs and of tools wait for their turn."""
        self._brand = brand
        self._rules = rules
        self._keeper = Doorkeeper(rules.users) if rules.users else None
        self.routers: list[APIRouter] = [health(assistant), tools_http(assistant, self.desk)]
        self.head = ""
        """What the chat's page holds besides."""
        if self._keeper:
            self.routers.append(signing_in(self._keeper, brand))
            self.head = _SIGN_OUT

    def interface(self, assistant: Assistant) -> APIRouter:
        """The REST interface to an assistant; there is one desk for all."""
        return api(assistant, self.desk, self._brand)

    def guarded(self, app: ASGIApp) -> ASGIApp:
        """The site behind its door; the last that is put before it sees a request first."""
        app = Questions(OneLineOnly(ChatsOwnOnly(app)), self._rules.rate, self._brand)
        if self._keeper:
            app = SignedInOnly(app, self._keeper)
        app = NoStrangersPages(app)
        if not self._keeper and is_loopback(self._rules.host):
            app = OwnNameOnly(app)
        return OwnHostOnly(RequestLog(app, self._rules.log))
