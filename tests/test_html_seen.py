"""What an HTML page hides, and what it shows again: as the styles say that weigh most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.formats.hypertext import read_html

HIDDEN, SHOWN = ".x{display:none}", ".x{display:block}"


def read(styles: str, body: str) -> str:
    page = f"<style>{styles}</style><body><p>Around.</p>{body}"
    return read_html(page.encode()).text.removeprefix("Around.").strip()


@pytest.mark.parametrize(
    ("styles", "is_seen"),
    [
        (HIDDEN, False),
        (HIDDEN + SHOWN, True),
        (SHOWN + HIDDEN, False),
        (HIDDEN + "#y{display:block}", True),
        ("#y{display:block}" + HIDDEN, True),
        ("#y{display:none}" + SHOWN, False),
        (HIDDEN + "p{display:block}", False),
        ("p.x{display:flex}" + HIDDEN, True),
        (HIDDEN + "body > p.x{display:block}", True),
        (HIDDEN + "[id=y][class]{display:block}", True),
        (HIDDEN + "a[title='p,q'],p{display:block}", False),
        (HIDDEN + "h1, #y, h2{display:block}", True),
        (".x, p:hover{display:none}", False),
        ("<!-- .x{display:none} -->", False),
        (HIDDEN + "p.x:hover{display:block}", False),
        (HIDDEN + "@media print{#y{display:block}}", False),
        (".x{display:none!important}" + "#y{display:block}", False),
        (".x{display: none ! important}" + "p{display:block !IMPORTANT}", False),
        ("p{display:block !important}" + HIDDEN, True),
        (".x{display:none;display:block}", True),
        (".x{display:block;display:none}", False),
        (HIDDEN + "#y{display:;color:red}", False),
        (HIDDEN + r"#y{display:block\9}", False),
        (HIDDEN + "#y{visibility:visible;opacity:1}", False),
        (".x{visibility:hidden}#y{visibility:visible}", True),
        (".x{opacity:0}#y{opacity:.5}", True),
        (".x{opacity:0}#y{opacity:0.0}", False),
        (".x{font-size:0}.x{font-size:1em}", True),
        (".x{opacity:0;display:none}#y{display:block}", False),
        ("p&{display:none}.x{display:none}p##{display:block}", False),
    ],
)
def test_of_two_rules_the_weightier_or_else_the_later_holds(styles: str, is_seen: bool) -> None:
    assert read(styles, "<p class=x id=y>Words.</p>") == ("Words." if is_seen else "")


@pytest.mark.parametrize(
    ("styles", "attributes", "is_seen"),
    [
        (HIDDEN, "style='display:block'", True),
        (SHOWN, "style='display:none'", False),
        ("", "style='display:none; display:block'", True),
        ("", "style='display:none /* not block */'", False),
        (".x{display:none!important}", "style='display:block'", False),
        (".x{display:none!important}", "style='display:block!important'", True),
        (".x{display:block!important}", "style='display:none'", True),
        ("", "hidden", False),
        (HIDDEN, "hidden style='display:block'", True),
        ("p{display:block}", "hidden", True),
        ("p{display:block}[hidden]{display:none}", "hidden", False),
    ],
)
def test_an_elements_own_style_weighs_more_than_a_sheets(
    styles: str, attributes: str, is_seen: bool
) -> None:
    assert read(styles, f"<p class=x {attributes}>Words.</p>") == ("Words." if is_seen else "")


def test_what_is_below_a_hidden_element_cannot_be_displayed() -> None:
    assert read(HIDDEN + "p{display:block!important}", "<div class=x>One. <p>Two.</p></div>") == ""


@pytest.mark.parametrize("hides", ["visibility:hidden", "font-size:0"])
def test_what_is_below_an_unseen_element_may_be_seen(hides: str) -> None:
    shows = "visibility:visible;font-size:14px"
    body = "<div>One. <ul><li>Two.</li><li class=y>Three. <b>Four.</b></li></ul></div>"
    assert read(f".y{{{shows}}}div{{{hides}}}", body) == "- Three. Four."
    assert read(f".y{{{shows}}}div,b{{{hides}}}", body) == "- Three."
    assert read(f".y{{visibility:inherit;font-size:2em}}div{{{hides}}}", body) == ""


def test_the_title_of_a_page_is_read_whatever_is_unseen() -> None:
    page = b"<title>Rules</title><style>html{visibility:hidden}p{visibility:visible}</style><p>One."
    assert (read_html(page).title, read_html(page).text) == ("Rules", "One.")


@given(st.text("{}#.:;,@[]()!*/ xdisplay:none"))
def test_any_style_sheet_is_read(styles: str) -> None:
    assert read(styles, "<p class=other>Words.</p>").count("Words.") <= 1
