"""Entailment by words, and by a real cross-encoder of random weights whose last layer decides."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.entailment import CrossEncoderEntailment, LexicalEntailment, UnusableModel, make_entailment

LOAN = "El archivo presta los planos antiguos durante 1,500 días hábiles."


@pytest.mark.parametrize(
    ("hypothesis", "holds"),
    [
        (LOAN, True),
        ("2. El archivo presta planos.", True),  # the label is no number of it
        ("Se prestan los planos antiguos durante 1500 días.", True),  # stems, and numbers however they are written
        ("El archivo presta planos durante 15 días.", False),
        ("El archivo presta planos raros.", True),  # 3 of 4 words
        ("El archivo vende planos raros.", False),  # 2 of 4
        ("Que sí.", True),
    ],
)
def test_words_and_numbers_of_the_hypothesis_stand_in_the_premise(hypothesis, holds):
    assert LexicalEntailment().entails(LOAN, hypothesis) == holds


def test_nothing_holds_nothing_but_the_empty():
    assert not LexicalEntailment().entails("", "Dura once días.")


@pytest.fixture(scope="module")
def make_model(tmp_path_factory) -> Callable[..., str]:
    """The folder of a cross-encoder of one layer, whose logits are what is asked for."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    def make(labels: dict[int, str], logits: list[float]) -> str:
        folder: Path = tmp_path_factory.mktemp("nli")
        (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nplano", encoding="utf-8")
        BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=16).save_pretrained(folder)
        sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
        config = BertConfig(vocab_size=6, **sizes, max_position_embeddings=16, id2label=labels)
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.zero_()
            model.classifier.bias.copy_(torch.tensor(logits))
        model.save_pretrained(folder)
        return str(folder)

    return make


NLI = {0: "contradiction", 1: "ENTAILMENT", 2: "neutral"}


@pytest.mark.parametrize(
    ("labels", "logits", "holds"),
    [
        (NLI, [0.1, 0.9, 0.2], True),
        (NLI, [0.9, 0.8, 0.2], False),
        (NLI, [0.1, 0.8, 0.9], False),
        ({0: "entailment", 1: "not_entailment"}, [0.9, 0.1], True),
        ({0: "entailment", 1: "not_entailment"}, [0.1, 0.9], False),
        ({0: "LABEL_0"}, [0.3], True),
        ({0: "LABEL_0"}, [-0.3], False),
    ],
)
def test_a_model_says_yes_by_its_label_of_entailment_or_by_a_score_of_one_half(make_model, labels, logits, holds):
    judge = make_entailment(make_model(labels, logits))
    assert judge.entails("plano", "plano") == holds


def test_a_model_without_that_label_or_that_is_not_here_is_refused(make_model, tmp_path):
    folder = make_model({0: "a", 1: "b"}, [0.0, 0.0])
    for model in (folder, str(tmp_path)):
        with pytest.raises(UnusableModel, match=model):
            CrossEncoderEntailment(model)


def test_without_a_model_words_judge():
    assert make_entailment(None).name == "palabras"
