"""Tests of the copying statistics. The expected values are worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipbrief.language.reading import Reading, fold, read
from chipbrief.metrics import copied_runs
from chipbrief.metrics.text_stats import (
    compression,
    coverage,
    density,
    fragments,
    is_refusal,
    length,
    longest_copy,
    novel_ngrams,
    repeated_trigrams,
    sentences,
)

DOCUMENT = "The chip maker sold chips to China. Officials said the sales would stop."


@pytest.mark.parametrize(
    ("summary", "n", "expected"),
    [
        # Of the, chip, maker, halted, sales only “halted” is new.
        ("The chip maker halted sales", 1, 1 / 5),
        # In the document: the chip, chip maker. New: maker halted, halted sales.
        ("The chip maker halted sales", 2, 2 / 4),
        # In the document: the chip maker. New: chip maker halted, maker halted sales.
        ("The chip maker halted sales", 3, 2 / 3),
        ("The chip maker halted sales", 4, 1.0),
        ("The chip maker halted sales", 5, 1.0),
        ("The chip maker halted sales", 6, None),
        ("", 1, None),
        ("...", 1, None),
        # Distinct bigrams count: “sold chips” once, “chips chips” once.
        ("sold chips chips chips", 2, 1 / 2),
        # Case and the ends of sentences make no difference.
        ("CHINA officials", 2, 0.0),
    ],
)
def test_novel_ngrams(summary: str, n: int, expected: float | None) -> None:
    assert novel_ngrams(document=DOCUMENT, summary=summary, n=n) == (
        None if expected is None else pytest.approx(expected)
    )


def test_the_kind_of_quotes_does_not_matter() -> None:
    """Straight and curly quotation marks count as equal."""
    assert novel_ngrams(document="Nvidia’s chips", summary="Nvidia's chips", n=1) == 0


@pytest.mark.parametrize(
    ("summary", "expected", "covered", "dense"),
    [
        # The copied runs have three words and one word: coverage 4/5, density (9 + 1)/5.
        ("The chip maker halted sales", ["the chip maker", "sales"], 4 / 5, 2.0),
        # The longest match counts (“the sales”), not the first (“the” of “the chip”): density (4 + 1)/3.
        ("the sales China", ["the sales", "china"], 1.0, 5 / 3),
        ("Officials said the sales would stop", ["officials said the sales would stop"], 1.0, 6.0),
        ("nothing here", [], 0.0, 0.0),
        ("", [], None, None),
    ],
)
def test_fragments(summary: str, expected: list[str], covered: float | None, dense: float | None) -> None:
    assert [" ".join(fragment) for fragment in fragments(document=DOCUMENT, summary=summary)] == expected
    assert coverage(document=DOCUMENT, summary=summary) == (None if covered is None else pytest.approx(covered))
    assert density(document=DOCUMENT, summary=summary) == (None if dense is None else pytest.approx(dense))


def test_the_scan_continues_after_a_match_as_published() -> None:
    # “a a b” starts at the second word of the document, but the published scan matches “a a” first and continues behind it.
    assert fragments(document="a a a b", summary="a a b") == [("a", "a"), ("b",)]


@pytest.mark.parametrize(
    ("summary", "words"), [("The chip maker sold nothing", 4), ("sales would rise", 2), ("nothing", 0), ("", 0)]
)
def test_longest_copy(summary: str, words: int) -> None:
    assert longest_copy(document=DOCUMENT, summary=summary) == words


@pytest.mark.parametrize(
    ("summary", "share"),
    [
        # The trigrams are the cat sat, cat sat the, sat the cat, the cat sat. The last of four is a repetition.
        ("The cat sat the cat sat", 1 / 4),
        # The sentence occurs twice: two of four trigrams are repetitions.
        ("The old cat sat.\nThe old cat sat.", 2 / 4),
        # Trigrams do not cross sentences.
        ("a b c. d e f.", 0.0),
        ("a b", None),
        ("", None),
    ],
)
def test_repeated_trigrams(summary: str, share: float | None) -> None:
    assert repeated_trigrams(summary) == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ("", 0),
        ("Nvidia's U.S. chips", 3),
        ("हिन्दी भाषा", 2),
        ("Mu\u0308ller e\u0301", 2),
        ("1\ufe0f\u20e3 \u0301 ❤\ufe0f", 1),
    ],
)
def test_length(summary: str, words: int) -> None:
    assert length(summary) == words


@pytest.mark.parametrize(("summary", "count"), [("", 0), ("One. Two.", 2), ("One. Two.\nThree.", 2), ("no stop", 1)])
def test_sentences(summary: str, count: int) -> None:
    assert sentences(summary) == count


@pytest.mark.parametrize(
    ("summary", "refused"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I’m very sorry: the text is too long.", True),
        ("As an AI language model, I have no access to it.", True),
        ("Unfortunately, I have no article.", True),
        ("I cannot summarize this.", True),
        ("I apologize, but I cannot provide a summary of this article.", True),
        ("Sorry, I can't assist with that request.", True),
        ("Sorry, but the article seems to be missing.", True),
        ("I am unable to access the link you provided.", True),
        ("I'm unable to summarize the article because it is empty.", True),
        ("Please provide the text of the article.", True),
        ("Could you please share the article?", True),
        ("Sure, please provide the article.", True),
        ("Of course! Please share the text you'd like summarized.", True),
        ("I'd be happy to help! Please paste the article.", True),
        ("I would be happy to summarize the article, but you haven't included it. Please paste the text.", True),
        ("I'd be glad to help, but no article was provided.", True),
        ("There is no article to summarize.", True),
        ("There is no text provided.", True),
        ("No article was provided.", True),
        ("No text provided.", True),
        ("It looks like the article is missing from your message.", True),
        ("It seems that you did not include the article text.", True),
        ("It appears that no text was provided.", True),
        ("I don't have access to the article.", True),
        ("I do not have enough information to summarize the article.", True),
        ("I can't access external links.", True),
        ("I cannot access the article.", True),
        ("I can't open links.", True),
        ("The article is missing.", True),
        ("The link does not work, so the article could not be read.", True),
        ("The text you provided does not contain an article.", True),
        ("The document appears to be empty.", True),
        ("The provided article is empty.", True),
        ("Cannot summarize.", True),
        ("Unable to generate a summary.", True),
        ("No summary available.", True),
        ("Summary not available.", True),
        ("None", True),
        ("null", True),
        ("NaN", True),
        ("n/a.", True),
        ("NA", True),
        ("[No summary]", True),
        ("Error", True),
        ("I must decline.", True),
        ("I won't be able to summarize this content.", True),
        ("I'm not able to help with that.", True),
        ("This content may violate our usage policies.", True),
        ("I'm just a language model, so I can't read files.", True),
        ("**I'm sorry, but I can't summarize this.**", True),
        ("Summary: N/A", True),
        ("I need the article to summarize it.", True),
        ("You haven't provided an article.", True),
        ("You didn't include any text to summarize.", True),
        ("Your message does not contain an article.", True),
        ("I did not receive any article.", True),
        ("I'm afraid I can't do that.", True),
        ("Hello! It looks like you forgot to paste the article.", True),
        ("I'm sorry, I don't see the article.", True),
        ("My apologies, I cannot fulfill this request.", True),
        ("I'm sorry, but there is no article provided for me to summarize.", True),
        ("Once you provide the article, I can summarize it.", True),
        ("I'm sorry.", True),
        ("", False),
        ("The minister said he was sorry.", False),
        ("I can only say that sales fell, the minister said.", False),
        ("Sorry seems to be the hardest word for banks.", False),
        ("Sorry, the mayor said on Monday.", False),
        ("Sorry, the mayor said", False),
        ("Sorry, the mayor said of the article, was not enough.", False),
        ("I'm sorry, the mayor said.", False),
        ("I am sorry for what happened, the coach told reporters.", False),
        ("We are sorry, the airline said in a statement.", False),
        ("Unfortunately, the bridge closed on Monday.", False),
        ("Unfortunately, the document was lost.", False),
        ("As an AI researcher, Ann Lee studies chips.", False),
        ("As an AI company, Acme needs chips.", False),
        ("As an artist, she painted.", False),
        ("Unable to pay, the firm closed.", False),
        ("Unable to open the door, firefighters broke it.", False),
        ("Unable to provide power, the plant shut down.", False),
        ("Unable to find a buyer, Acme closed its store.", False),
        ("The article was published on Monday.", False),
        ("The document was provided to the court.", False),
        ("The text of the law does not mention fines.", False),
        ("The document does not name the firm, and the court will meet on Monday.", False),
        ("The file was found in a drawer.", False),
        ("The story was found to be false.", False),
        ("Please Please Me was released in 1963.", False),
        ("None of the boats was lost.", False),
        ("Error rates fell in May.", False),
        ("No summary judgment was given.", False),
        ("No text messages were sent.", False),
        ("It seems the mayor will not run again.", False),
        ("It looks like rain will not stop the race.", False),
        ("It seems the council had no plan for the pier.", False),
        ("There is no cure.", False),
        ("There is no evidence in the document.", False),
        ("There was no text on the sign.", False),
        ("I cannot forgive him, she said.", False),
        ("I can't help falling in love, he sang.", False),
        ("You have not seen the last of me, he said.", False),
        ("I do not have a gun, he told the officers.", False),
        ("I don't see a reason to resign, the mayor said.", False),
        ("I need help, the mayor said.", False),
        ("Can you send the text? the judge asked.", False),
        ("Please share your story, the police asked.", False),
        ("This request was rejected by the court.", False),
        ("The content was blocked by the court.", False),
        ("The council met.", False),
        ("Sure, sales fell, but the firm is well, Huang said.", False),
        ("Summary of the report is not public.", False),
        ("The link between the drug and the disease is missing.", False),
        ("I apologize to the fans, the coach said.", False),
        ("Sorry, I lied, the mayor told reporters.", False),
        ("Sorry, but we lost, the coach said.", False),
        ("Could you help? the firm asked.", False),
        ("The input price rose.", False),
        ("The article does not say who paid.", False),
        ("“Sorry, I cannot help you,” the mayor said.", False),
    ],
)
def test_refusals(summary: str, refused: bool) -> None:
    """`is_refusal` recognises answers in which a model refuses to summarize."""
    assert is_refusal(summary) is refused


TEXT = st.lists(st.sampled_from("a b c d".split()), max_size=8).map(" ".join)


@given(TEXT, TEXT)
def test_bounds(document: str, summary: str) -> None:
    """Coverage is between 0 and 1, and density is between coverage and coverage times length."""
    count, covered, dense = (
        length(summary),
        coverage(document=document, summary=summary),
        density(document=document, summary=summary),
    )
    if not count:
        assert covered is None
        assert dense is None
        return
    assert covered is not None
    assert dense is not None
    assert 0 <= covered <= 1
    assert covered <= dense <= covered * count
    # Coverage is 1 if and only if the document has all words of the summary.
    assert (covered == 1) == (novel_ngrams(document=document, summary=summary, n=1) == 0)


@given(TEXT)
def test_a_copy_has_no_novel_ngrams(text: str) -> None:
    assert all(novel_ngrams(document=text, summary=text, n=n) in (0, None) for n in range(1, 5))
    assert coverage(document=text, summary=text) in (1, None)
    assert compression(document=text, summary=text) in (1, None)


WORDS = st.lists(st.sampled_from("abc"), max_size=12).map(" ".join)


@given(WORDS, WORDS, st.integers(1, 6))
def test_novel_ngrams_are_those_that_the_definition_names(document: str, summary: str, n: int) -> None:
    def grams(text: str) -> set[tuple[str, ...]]:
        words = text.split()
        return {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}

    own = grams(summary)
    expected = len(own - grams(document)) / len(own) if own else None
    assert novel_ngrams(document=document, summary=summary, n=n) == expected


def test_compression_is_a_ratio_of_words() -> None:
    assert compression(document="One two three four five six.", summary="One two.") == 3
    assert compression(document="", summary="One two.") == 0
    assert compression(document="One two.", summary="") is None


WORDS_OF_FEW = st.lists(st.sampled_from(["ab", "cd", "ef", "Ab", "x", "it's"]), max_size=25).map(" ".join)


@given(WORDS_OF_FEW, st.lists(WORDS_OF_FEW, min_size=2, max_size=4))
def test_a_second_summary_is_measured_as_a_first_one(document: str, summaries: list[str]) -> None:
    """From the second summary on, an index of the document is used."""
    again = Reading(document)
    for summary in summaries:
        for given_document in (again, Reading(document)):
            own, shared = summary.lower().split(), f" {document.lower()} "
            for n in (1, 2, 3, 4, 5):
                grams = {" ".join(own[at : at + n]) for at in range(len(own) - n + 1)}
                expected = sum(f" {gram} " not in shared for gram in grams) / len(grams) if grams else None
                assert novel_ngrams(document=given_document, summary=summary, n=n) == expected
            found = fragments(document=given_document, summary=summary)
            assert found == fragments(document=Reading(document), summary=Reading(summary))


@given(st.lists(st.sampled_from(["ab. ", "Cd ", "ab ", "Ef. ", "x! ", "\n"]), max_size=20).map("".join))
def test_repeated_trigrams_are_counted_sentence_by_sentence(summary: str) -> None:
    lines = [fold(sentence) for sentence in read(summary).sentences]
    grams = [line[at : at + 3] for line in lines for at in range(len(line) - 2)]
    assert repeated_trigrams(summary) == (1 - len(set(grams)) / len(grams) if grams else None)


@given(
    st.lists(st.sampled_from("aabbcxyz"), max_size=60).map(tuple),
    st.lists(st.sampled_from("aabbcxq"), max_size=30).map(tuple),
)
@example(("a", "b", "a", "b", "x") * 3, ("a", "b", "a", "b", "q") * 2)
@example(("a",) * 40, ("a",) * 30)
def test_many_places_have_the_runs_of_the_scan(document: tuple[str, ...], summary: tuple[str, ...]) -> None:
    """The arrays for a pair of words that a document repeats find what the scan finds, place after place."""
    scanned = copied_runs.SharedWords(copied_runs.Document(document), summary).fragments
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copied_runs, "MANY", 1)
        assert copied_runs.SharedWords(copied_runs.Document(document), summary).fragments == scanned
