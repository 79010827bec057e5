"""Words that ask for parts or for their gist, and so say nothing of what is asked about."""

from __future__ import annotations

import re

from vectorstore.words import stems

ASKS_FOR_ALL = re.compile(
    r"\b(?:what|which|list|name|how many|number of|all|every|each|outline|overview|headings?|"
    r"titles?|give|show|tell|need|want|write|print|put|are the|are there|is there)\b",
    re.IGNORECASE,
)
ASKS_FOR_THEM = re.compile(
    r"\b(?:list|name|how many|all|each|every\w*|outline|overview|headings?|titles?|called|more|"
    r"(?:what|which) (?:are|were) (?:they|those|these)|read|about|says?|"
    r"(?:give|show|tell|about) (?:me )?(?:them|these|those))\b",
    re.IGNORECASE,
)
"""What a question says that asks for parts which an earlier one has named."""
ASKS_WHY = re.compile(
    r"(?:(?:and|so|but) )?(?:why|when|where|who|whom|whose|how(?! many| is | are ))\b",
    re.IGNORECASE,
)
A_QUESTION = (
    r"(?:what|which|who|whom|whose|where|when|why|how)(?: \w+){0,2} "
    r"(?:is|are|was|were|do|does|did|should|can|could|will|would|has|have|must|may)\b"
)
"""How a question begins that has a verb of its own, and needs nothing of another."""
NO_LIST = re.compile(
    r"(?:do|does|did|is|are|was|were|can|could|should|will|would|has|have|why|how|where|when|who|"
    r"whose|whom)\b",
    re.IGNORECASE,
)
"""How a question begins that asks for something other than a list, where nothing else says so."""
MOST = re.compile(r"\b(?:the )?(?P<end>most|fewest|least)\s+(?P<noun>\w+)", re.IGNORECASE)
ABOUT = re.compile(r"\babout\W*$|\babout\b[^?.]*[?.]", re.IGNORECASE)
TOGETHER = re.compile(
    r"\b(?:compare[ds]?|comparison|contrast|differ\w*|in common|similar\w*)\b", re.IGNORECASE
)
"""Sets documents side by side."""
SIDE_BY_SIDE = stems("common comparison contrast similar similarity")
"""Stems that carry no subject there."""
CONTENTS = re.compile(
    r"\b(?:outline|structured|table of contents|toc|overview)\b|"
    r"\bstructure of (?:both|all|each)\b|"
    r"\bhow (?:is|are)\b.*\b(?:documents?|papers?|texts?|reports?)\b.*"
    r"\b(?:arranged|built|composed|divided|organi[sz]ed|split|subdivided)\b",
    re.IGNORECASE,
)
INSIDE = re.compile(
    r"\b(?:everything|all(?: of it)?|what(?:'s|’s)?|whatever)\b"
    r"(?:(?! for ).)* (?:under|below|beneath|inside|within|in|belongs? to|falls? under)\b",
    re.IGNORECASE,
)
"""Asks for all that stands in a part: “everything under the first theme”."""
ALL_INSIDE = stems("everything inside")
"""Stems that carry no subject there."""
EVERY_DOCUMENT = re.compile(
    r"\b(?:both|all|each|every|the|these|your|our|two) (?:of the |the |two )?"
    r"(?:document|paper|text|report|file)s?\b|\beverything\b",
    re.IGNORECASE,
)
IN_WORDS = re.compile(
    r"\b(?:says?|said|states?|recommends?|about|explain|means?|reads?|texts?|describe|details?|"
    r"elaborate|expand|unpack|clarify|compare|differ\w*|ask for|(?:have|has|got) in common)\b",
    re.IGNORECASE,
)
TITLE_ONLY = re.compile(
    r"\b(?:titles?|headings?|headlines?|called|named?|entitled)\b", re.IGNORECASE
)
HOLDS_WORD = re.compile(
    r"\b(?:titles?|headings?|headlines?)\b.*?\b(?:contain|have|has|with|includ|mention|hold|carr|"
    r"use|featur)\w*\b",
    re.IGNORECASE,
)
MENTIONS = re.compile(
    r"^\W*(?:which|what)\b.*\b(?:mention|refer|speak|talk|touch|contain|name)s?\b", re.IGNORECASE
)
"""Asks which parts hold something."""
TWO_COUNTS = re.compile(r"\bhow many\b.*\bhow many\b", re.IGNORECASE)
NAMES = re.compile(r"\bnames?\b", re.IGNORECASE)

SAYS_NOTHING_ELSE = stems(
    """
    across agenda agree altogether annual appear arrange arrive belong bottom break brief briefly
    broken build built bullet call come compile comprise consist contain contents count cover
    create different display divide down end entire enumerate every exactly exist fall fewer find
    foot full gist group have heading headline identify include item key least list little made
    main make name need number one order organise organize outline overall overview part per
    point present print produce provide put quick read remind report run see set show single sit
    small split stand start state structure sub subdivide subject summarise summarize summary
    table there title together topic total under walk want wonder write
    """
)
"""Stems that carry no subject where the parts of a document are asked for."""

SPELT = frozenset(
    "give list outline overview show structure summarise summarize summary title titles".split()
)
"""Words to be known behind a slip, whether or not the documents have them."""

ASKS_FOR_GIST = stems(
    """
    advise aim argue basically begin boil brief briefly concern condense convey core cover deal
    digest document dr draft drive easy english essence essential everyday executive explain focus
    gist idea key language main message minute nutshell paper paragraph plain plainly point prepare
    produce propose provide quick recap recommend rough say saying section sentence short shorten
    simple simply suggest sum synopsis text tl tldr version whole word
    """
)
"""Stems that carry no subject where a part is to be summed up."""

ASKS_FOR_WORD = stems("carry feature heading headline hold mention name term use word title")
"""Stems that carry no subject where titles are asked for that hold a word."""
