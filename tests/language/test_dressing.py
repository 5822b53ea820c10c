"""Tests of undressing: what each rule removes, what it leaves alone, and the map back to the text as given."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipbrief.language import dressing
from chipbrief.language.dressing import RULES, note, undress
from chipbrief.language.dressing.edits import PATTERNS, SIGNS, may_fire
from chipbrief.metrics import entities, facts, text_stats

FIRES = [
    ("thinking", "<think>Is it Oslo? No.</think>The ferry sank.", "The ferry sank."),
    ("thinking", "Is it Oslo? No.\n</think>\nThe ferry sank.", "The ferry sank."),
    ("thinking", "The ferry sank. <think>Shall I add the", "The ferry sank."),
    ("thinking", "[THINK]a<think>b</think>c[/THINK]The ferry sank.", "The ferry sank."),
    ("code fences", "```\nThe ferry sank.\n```", "The ferry sank."),
    ("code fences", "```markdown\nThe ferry sank.\n```", "The ferry sank."),
    ("literals", '{"title": "Ferry", "summary": "The ferry sank."}', "The ferry sank."),
    ("literals", '["The ferry sank.", "Two died."]', "The ferry sank.\nTwo died."),
    ("literals", "['The ferry sank.', \"Two didn't swim.\"]", "The ferry sank.\nTwo didn't swim."),
    ("literals", '{"summary": ["The ferry sank.", "Two died."], "words": 5}', "The ferry sank.\nTwo died."),
    ("literals", '{"summary": "The ferry sank. Two di', "The ferry sank. Two di"),
    ("literals", '"The ferry sank.\\nTwo died."', "The ferry sank.\nTwo died."),
    ("escapes", r"The ferry sank.\nTwo died.\r\nIt rained.", "The ferry sank.\nTwo died.\nIt rained."),
    ("escapes", r"The owner\u2019s \"plan\" failed \ud83d\ude00", "The owner’s \"plan\" failed 😀"),
    ("character references", "The owner&#39;s AT&amp;T line&nbsp;fell to &pound;4.", "The owner's AT&T line fell to £4."),
    ("character references", "Lee &amp;amp; Sons &#x2014; sold", "Lee & Sons — sold"),
    ("separators", "the ferry sank<q>two died<q>", "the ferry sank\ntwo died"),
    ("separators", "<t> the ferry sank . </t> <t> two died . </t>", "the ferry sank .\n\ntwo died ."),
    ("separators", "The ferry sank. | Two died.</s>", "The ferry sank.\nTwo died."),
    ("separators", "The ferry sank. - Two died. • It rained.", "The ferry sank.\nTwo died.\nIt rained."),
    ("separators", "The ferry sank. [SEP] Two died.<|endoftext|>", "The ferry sank.\nTwo died."),
    ("tags", "<p>The <b>ferry</b> sank.</p>", "The ferry sank."),
    ("tags", "<summary>\nThe ferry sank.\n</summary>", "The ferry sank."),
    ("headings and quotes", "## Ferry sinks\n> Two died.\n---\nIt rained.", "Ferry sinks\nTwo died.\n\nIt rained."),
    ("list marks", "- The ferry sank.\n* Two died.\n• It rained.", "The ferry sank.\nTwo died.\nIt rained."),
    ("list marks", "1. The ferry sank.\n2) Two died.\n(c) It rained.", "The ferry sank.\nTwo died.\nIt rained."),
    ("list marks", "1. The ferry sank 2. Two died.", "The ferry sank 2. Two died."),
    ("list marks", "1. The ferry sank. 2. Two died.", "The ferry sank. Two died."),
    ("list marks", "It names (1) the owner, (2) the port and (3) a pilot.", "It names the owner, the port and a pilot."),
    ("list marks", "It has two decks: 1) a low one, and 2) a high one.", "It has two decks: a low one, and a high one."),
    ("list marks", "It has decks; 1. a low one, 12) a pier, 2. a high one.", "It has decks; a low one, 12) a pier, a high one."),
    ("list marks", "It sank in 2021. It had two decks and 1) a pier and 2) a crane.", "It sank in 2021. It had two decks and a pier and a crane."),
    ("list marks", "I. The ferry sank.\nII. Two died.", "The ferry sank.\nTwo died."),
    ("list marks", "A. The ferry sank.\nB. Two died.", "The ferry sank.\nTwo died."),
    ("list marks", "Step 2: The ferry sank.", "The ferry sank."),
    ("list marks", "3️⃣ The ferry sank.\n✅ Two died.\n🚢 It rained.", "The ferry sank.\nTwo died.\nIt rained."),
    ("emphasis", "**The ferry** sank, *all* __say__; ~~two~~ `three` died.", "The ferry sank, all say; two three died."),
    ("emphasis", "**The ferry sank.", "The ferry sank."),
    ("links", "The [ferry](https://ferry.example/a) sank.", "The ferry sank."),
    ("introductions", "Here is a short summary of the article:\n\nThe ferry sank.", "The ferry sank."),
    ("introductions", "Sure! Here’s the summary: The ferry sank.", "The ferry sank."),
    ("introductions", "Certainly! The ferry sank.", "The ferry sank."),
    ("labels", "Summary: The ferry sank.", "The ferry sank."),
    ("labels", "TL;DR: the ferry sank.", "the ferry sank."),
    ("labels", "tl;dr the ferry sank.", "the ferry sank."),
    ("labels", "**Title:** Ferry sinks\n**Key points:**\n- Two died.", "Ferry sinks\n\nTwo died."),
    ("labels", "### Overview\nThe ferry sank.", "The ferry sank."),
    ("labels", "Summary of the article in three sentences: The ferry sank.", "The ferry sank."),
    ("word counts", "The ferry sank. (3 words)", "The ferry sank. "),
    ("word counts", "The ferry sank.\n\nWord count: 3", "The ferry sank."),
    ("closings", "The ferry sank.\n\nLet me know if you need a longer version!", "The ferry sank."),
    ("closings", "I hope this helps! The ferry sank.", "The ferry sank."),
    ("citation marks", "The ferry sank.[1][2] Two died [3].", "The ferry sank. Two died."),
    ("citation marks", "The ferry sank¹ off Oslo [1] and burned【2†source】.", "The ferry sank off Oslo and burned."),
]  # fmt: skip
LEFT_ALONE = [
    ("thinking", "They think <idly> of it."),
    ("code fences", "``We won,'' she said."),
    ("literals", '"We won," she said. "We are glad."'),
    ("literals", '"We won."'),
    ("literals", "[Update] The ferry sank [see below]"),
    ("literals", '{"dead": 5, "lost": [1, 2]}'),
    ("escapes", r"It was in C:\new\texts on the disk."),
    ("character references", "AT&T and Lee & Sons; R&D; fell &unknownname; too."),
    ("separators", "The <unk> sank near [UNK]."),
    ("separators", "The ferry – a small one – sank | off Oslo."),
    ("tags", "The <ferry> sank."),
    ("headings and quotes", "#1 ferry sank\n#ferry\n>50 died"),
    ("list marks", "A. Lee sank the ferry."),
    ("list marks", "J. Lee sank it.\nI. Roe swam."),
    ("list marks", "1. FC Oslo won the cup."),
    ("list marks", "-5 degrees in Oslo."),
    ("list marks", "The number of the dead rose to\n12. Two swam."),
    ("list marks", "The score was 1. The other was 3. All left."),
    ("list marks", "2024. It was a wet year."),
    ("emphasis", "M*A*S*H and snake_case and 2 * 3 * 4 and f*** it."),
    ("emphasis", "Prices* rose.\n*Without tax"),
    ("links", "The ferry [the older one] (see above) sank."),
    ("introductions", "Here is a man who sank a ferry: Ann Lee."),
    ("introductions", "This is the summary that the court wanted, she said."),
    ("introductions", "Sure, the ferry sank."),
    ("labels", "Summary judgment was granted."),
    ("labels", "The title: nobody knows it."),
    ("labels", "Oslo: The ferry sank."),
    ("word counts", "The letter (of 300 words) sank the plan."),
    ("closings", '"Let me know if you can swim," she said.'),
    ("closings", "They asked whether you would like to swim."),
    ("citation marks", "Roe et al. [2004] saw 20 m² and 10³ fish and x²."),
    ("citation marks", "“We saw [5] people drown,” she said."),
]
MARKS = st.sampled_from(
    [
        "**", "*", "_", "`", "```", "#", "> ", "- ", "1. ", "2) ", "(a) ", "I. ", "II. ", "•", "[1]", "¹", "<q>", "<think>", "</think>", "<b>",
        "[SEP]", " | ", r"\n", r"\u2019", "\\", '"', "'", "{", "}", "[", "]", ":", ",", "&amp;", "&#39;", ";", "Summary:", "TL;DR", "Sure! ",
        "Here is a summary: ", "(9 words)", "I hope this helps!", "\n", " ", ".", "Oslo", "the", "5", "É", "😀", "\ud83d",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(MARKS, max_size=9).map("".join))


@pytest.mark.parametrize(("rule", "text", "expected"), FIRES)
def test_a_rule_fires(rule: str, text: str, expected: str) -> None:
    found = undress(text)
    assert found.text.strip() == expected.strip()
    assert rule in found.fired


@pytest.mark.parametrize(("rule", "text"), LEFT_ALONE)
def test_a_rule_leaves_alone(rule: str, text: str) -> None:
    found = undress(text)
    assert rule not in found.fired
    assert found.text == text


def test_every_rule_has_a_case_of_both_kinds() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {rule for rule, *_ in FIRES} == {rule for rule, _ in LEFT_ALONE} == set(names)
    assert all(rule.recognises and rule.why and rule.left_alone for rule in RULES)


def test_layers_of_dressing() -> None:
    text = 'Here is the summary:\n```json\n{"summary": "**Summary:** - The ferry sank.[1]"}\n```\nI hope this helps!'
    assert undress(text).text.strip() == "The ferry sank."


def test_the_map_leads_back() -> None:
    text = "- **Oslo** &amp; Bergen"
    found = undress(text)
    assert found.text == "Oslo & Bergen"
    assert text[slice(*found.origin(0, 4))] == "Oslo"
    assert text[slice(*found.origin(5, 6))] == "&amp;"
    assert undress("Oslo").origin(1, 3) == (1, 3)


@given(TEXTS)
def test_any_text(text: str) -> None:
    """Every character leads back to a place in the original, in order; undressing again changes nothing."""
    found = undress(text)
    spans = [found.origin(at, at + 1) for at in range(len(found.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    same = [text[start:end] == found.text[at] for at, (start, end) in enumerate(spans) if end - start == 1]
    assert all(one or found.text[at] in "\n " for at, one in enumerate(same)) or found.fired
    assert undress(found.text).text == found.text
    assert bool(found.fired) == bool(found.moves)


@given(TEXTS)
def test_the_quick_look_overlooks_nothing(text: str) -> None:
    """No rule finds anything in a text without the signs that it is said to need."""
    for rule in RULES:
        assert may_fire(rule.name, text.lower()) or not list(rule.find(text)), rule.name


@pytest.mark.parametrize(("rule", "text", "expected"), FIRES)
def test_the_quick_look_sees_what_each_rule_finds(rule: str, text: str, expected: str) -> None:
    assert may_fire(rule, text.lower()), expected


def test_only_rules_have_signs() -> None:
    assert SIGNS.keys() | PATTERNS.keys() <= {rule.name for rule in RULES}


@given(TEXTS, TEXTS)
def test_mentions_stand_where_they_say(document: str, summary: str) -> None:
    for mention in entities.support(document=document, summary=summary):
        assert summary[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "unit",
    [
        "*", "**", "**a ", "_", "`", "```", "#", "> ", "- ", "1. ", "1. a. ", "2) ", "(", "[", "[1]", "[1", "[a](", "¹", "<", "<q>", "<think>",
        "</think>", "<b ", "|", ". | ", "\\", "\\n", "\\u", '"', "'", '{"a":', "[[", '["a",', "&", "&amp;", "&#", "a\n", " ", "\n", "\n ", "Summary:",
        "Summary ", "Here is ", "Here is a summary ", "tl;dr ", "the ", "I hope this ", "(9 words) ", "Sure! ", "key ", "I. ", "😀", "…", "(a.) ",
    ],
)  # fmt: skip
def test_hostile_texts_take_linear_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    undress.__wrapped__(text)
    text_stats.is_refusal(text)
    assert time.process_time() - start < 3


def test_dressing_names_nothing_and_counts_nothing() -> None:
    document, plain = "The ferry sank off Oslo. Two died.", "The ferry sank.\nTwo died."
    dressed = "**Key Points:**\n1. The ferry sank.[3]\n2. Two died.\n\nWord count: 5"
    assert [mention.text for mention in entities.support(document=document, summary=dressed)] == ["Two"]
    assert text_stats.length(dressed) == text_stats.length(plain) == 5
    assert text_stats.sentences(dressed) == 2
    assert text_stats.novel_ngrams(document=document, summary=dressed, n=1) == 0
    assert text_stats.compression(document=document, summary=dressed) == 7 / 5
    assert text_stats.longest_copy(document=document, summary=dressed) == 3
    assert entities.unlabelled_recall("1. A man died.\n2. It rained.", ["It took 2 boats."]) == 0
    assert not facts.states(summary="<think>The ferry sank off Oslo.</think>Two died.", fact="The ferry sank off Oslo.")


def test_the_note_counts_summaries() -> None:
    assert note(7, 12, {"list marks": 5, "labels": 2}) == "dressed: 7 of 12 summaries: list marks 5, labels 2"


@pytest.mark.parametrize("sign", [*map(chr, range(128)), *"é•…²₂³⁴¹⁹◁【—“", "\u20e3"])
def test_the_quick_look_for_signs_finds_what_the_patterns_find(sign: str) -> None:
    anywhere = re.compile(r"[*_#`<>◁\[\]{}|\\~\u20e3\u3010\u00b2\u00b3\u00b9\u2070\u2074-\u2079]")
    for text in (
        f"A. {sign}b",
        f"A.  {sign}",
        f"A {sign}b",
        f"A.{sign} b",
        f"é. {sign}b",
        f"é {sign}b",
        f"A {sign}amp;",
    ):
        expected = anywhere.search(text) or dressing._BEHIND_SENTENCE.search(text) or "&amp;" in text
        assert dressing._has_sign(text) == bool(expected)
