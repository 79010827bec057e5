"""Words before a sentence that only lead to it: “Answer:”, “Based on the passages,”. Pure."""

from __future__ import annotations

import re

_SHOWN = r"(?:(?:given|provided|above) )?(?:passage|source|text)s?(?: (?:given|provided|above))?"
_LEAD = re.compile(
    r"(?:(?:the |my |short |final )*answer|here (?:is|are) (?:the|my|an?) [^:.,]{1,40})(?:\*\*)?"
    r":(?:\*\*)?\s+"
    r"|(\*\*|__)[^*_\n]{1,60}(?:[:.]\1\s+|\1:\s+|\1\s*[–—-]\s+(?-i:(?=[A-Z])))"
    rf"|(?:according to|based (?:up)?on|as per|per|from|as \w+ in) (?:the |these )?{_SHOWN}[,:]\s*"
    rf"|(?:the|these) {_SHOWN} (?:state|say|note|mention|indicate|explain)s? that\s+",
    re.IGNORECASE,
)
"""A label in bold is that of an entry in a list, and what a model was shown no reader knows."""


def without_lead(sentence: str) -> str:
    """The sentence without such words, with a capital where they were."""
    while lead := _LEAD.match(sentence):
        sentence = capital(sentence[lead.end() :])
    return sentence


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
