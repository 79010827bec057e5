"""Questions about the wording: what completes a sentence, and which body it names."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator

from onboarding.material import Material, Said, kin, shared
from onboarding.question import GAP, Asked
from vectorstore.words import words

_VERBS = (
    "accelerate achieve adapt address adopt advance align apply avoid become begin broaden build "
    "carry clarify complete comply connect consider consolidate continue contribute create deepen "
    "define deliver deploy design determine develop discuss empower enable encourage engage "
    "enhance ensure establish examine expand explore facilitate foster fulfil give implement "
    "improve include incorporate integrate introduce invest keep learn maintain make meet mitigate "
    "overcome participate prepare preserve prevent prioritise prioritize promote protect provide "
    "publish pursue recognise recognize reconsider recruit reduce reinforce rely remain replace "
    "resolve respond restore retain revisit save secure serve settle share strengthen submit "
    "sustain tackle take train transform understand undertake uphold verify"
).replace(" ", "|")
_CUTS = (
    ("verb", re.compile(r"\b(?:should|must|may|can|could|would|will|needs? to) (?=[a-z])")),
    ("verb", re.compile(rf"\bto (?=(?:{_VERBS})\b)")),
    ("ing", re.compile(r"\b(?:by|through|for) (?=[a-z]{3,}ing\b)")),
)
"""Where a sentence can be cut so that every ending after such a cut fits every beginning: after a
modal verb or “to”, where a plain verb follows; after a preposition, where the form in -ing does."""
_NOT_A_VERB = frozenset(
    "also not only never always better rather thus therefore to then often still a the".split()
)
_OPENS_CLAUSE = frozenset(
    "although as because if once since though unless until when whereas whether while".split()
)
_POINTS_BACK = frozenset(
    "he her him his it its itself our ours she their them themselves they this those us we".split()
)
"""Words by which an ending fits its own beginning better than another's."""
_ACT = re.compile(r"\A[A-Z]\w{2,}ing\b")
"""What opens with an act (“Pooling resources would …”): endings that somebody does do not fit."""
_BOUND = re.compile(
    r"\A\w+ (?:than|as|when|if|place)\b|\b(?:should|must|may|can|could|would|will|needs? to)\b"
    r"|\b(?:as well|too|also|instead|either)\W*\Z"
)
"""What keeps an ending from standing after another beginning: a comparison, a second modal verb."""
_LOOKED_AT = 60  # endings of other sentences
_NEAREST = 10  # of those that fit; from the same document first
_FEWEST_BEFORE, _FEWEST_AFTER, _MOST_AFTER = 2, 4, 26  # words
_FEWEST_SUBJECTS = 3
"""Words of subject before a cut: “The UN should …” goes on in ten ways, and asks nothing."""
_BODIES = (
    "Academy Agency Assembly Board Bureau Cabinet Centre Center Chamber Commission Committee "
    "Congress Council Court Department Directorate Forum Government Institute Ministry Office "
    "Panel Parliament Secretariat Senate Tribunal"
).split()
"""What decides or advises: any of them may be said to do what another does, unlike a fund."""
_NAME_GOES_ON = r"(?!['’]?s?[ -][A-Z(]|-| of [A-Z]| for [A-Z])"
_BODY = re.compile(
    rf"(?<=[Tt]he )(?P<name>(?:[A-Z][a-z]+ ){{1,3}}(?:{'|'.join(_BODIES)}))\b{_NAME_GOES_ON}"
)


def ending(material: Material) -> Iterator[Asked]:
    """What completes this sentence? The options are endings that fit it by their grammar."""
    cuts = list(_cuts(material))
    for said, before, after, form in cuts:
        if len(kin(before) - kin("may need")) < _FEWEST_SUBJECTS:
            continue
        some = random.Random(said.text).sample(cuts, min(len(cuts), _LOOKED_AT))
        some.sort(key=lambda cut: cut[0].passage.document != said.passage.document)
        wrong = [
            other_after
            for other, other_before, other_after, other_form in some
            if other.passage.parent != said.passage.parent  # a neighbour's may be true of it too
            and other_form == form
            and not shared(before, other_before)
            and not material.times_said(f"{before} {other_after}")
            and not material.times_said(f"{_last(before)} {_opening(other_after)}")
        ][:_NEAREST]
        ask = f"How does {material.label(said.passage.document)} go on?"
        yield Asked(
            "ending", ask, f"{before} …", f"… {after}", [f"… {w}" for w in wrong], said.quote
        )


def gap(material: Material) -> Iterator[Asked]:
    """Which body is named here? The options are bodies that the corpus names."""
    named = names(material)
    for name, holding in named.items():
        for said in holding:
            shown = fill(said.text, name, GAP)
            wrong = [
                other
                for other in named
                if other not in said.text and not material.times_said(fill(said.text, name, other))
            ]
            if said.text.count(name) == 1:
                ask = (
                    f"Which name belongs in the gap? {material.label(said.passage.document)} says:"
                )
                yield Asked("gap", ask, shown, name, wrong, said.quote)


def names(material: Material) -> dict[str, list[Said]]:
    """The bodies that the corpus names, singular and after “the”, with the sentences that do."""
    found: dict[str, list[Said]] = defaultdict(list)
    for said in material.sentences:
        for name in dict.fromkeys(match["name"] for match in _BODY.finditer(said.text)):
            found[name].append(said)
    return dict(found)


def fill(sentence: str, name: str, other: str) -> str:
    """The sentence with one name in the place of another."""
    return re.sub(rf"\b{re.escape(name)}\b", lambda _: other, sentence, count=1)


def _cuts(material: Material) -> Iterator[tuple[Said, str, str, str]]:
    """Each sentence that can be cut, its two halves, and the form of the second."""
    for said in material.whole_sentences:
        for form, pattern in _CUTS:
            match = next(
                (m for m in pattern.finditer(said.text) if _is_cut(said.text, m.end(), form)), None
            )
            if match:
                before, after = said.text[: match.end()].strip(), said.text[match.end() :]
                yield said, before, after, _form(form, after)
                break


def _is_cut(text: str, at: int, form: str) -> bool:
    before, after = words(text[:at]), words(text[at:])
    in_clause = before[0] in _OPENS_CLAUSE and "," not in text[:at]
    long_enough = len(before) >= _FEWEST_BEFORE + 2 * (form == "ing")
    return (
        long_enough
        and not in_clause
        and not _ACT.match(text)
        and "there" not in before[-3:]
        and _FEWEST_AFTER <= len(after) <= _MOST_AFTER
        and after[0] not in _NOT_A_VERB
        and not _BOUND.search(text[at:])
        and not _POINTS_BACK.intersection(after)
    )


def _form(form: str, after: str) -> str:
    """A passive ending is offered among passive ones: “be restored”, “be a game changer”."""
    opens = after.split()
    if form == "verb" and opens[0] == "be":
        return "passive" if opens[1].endswith(("ed", "en")) else "be"
    return form


def _last(before: str) -> str:
    return " ".join(before.split()[-3:])


def _opening(after: str) -> str:
    return " ".join(after.split()[:3])
