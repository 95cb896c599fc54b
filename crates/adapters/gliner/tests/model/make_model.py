"""Makes the model beside this file: a span model with GLiNER's inputs and output whose weights are set by hand.

A label of one word has a direction, each known word points in the directions of the labels that it belongs to, and a span
scores for a label as high as its first and its last word agree with it. Like a trained model it finds its labels by their
sign in the prompt, so that shapes within it depend on values, and its words by the mask.

    pip install onnx numpy && python make_model.py
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent
MAX_WIDTH = 4
# The labels that the model knows, and the words that begin, continue and end what they name.
KNOWN = {
    "person": [["quillfeather"], ["xanthippe", "quillfeather"]],
    "passport": [["zx81"]],
    "birthday": [["yestermorrow"]],
}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "<<ENT>>", "<<SEP>>"]


def vocabulary():
    words = [word for spans in KNOWN.values() for span in spans for word in span]
    return {token: number for number, token in enumerate(dict.fromkeys([*SPECIAL, *KNOWN, *words]))}


def weights(vocab):
    """For each token: the label that it is, and for each label whether a span may begin or end with it."""
    labels = list(KNOWN)
    is_label = np.zeros((len(vocab), len(labels)), np.float32)
    begins = np.zeros((len(vocab), len(labels)), np.float32)
    ends = np.zeros((len(vocab), len(labels)), np.float32)
    for number, label in enumerate(labels):
        is_label[vocab[label], number] = 1
        for span in KNOWN[label]:
            begins[vocab[span[0]], number] = 1
            ends[vocab[span[-1]], number] = 1
    return is_label, begins, ends


def graph(vocab):
    is_label, begins, ends = weights(vocab)
    constants = {
        "is_label": is_label,
        "begins": begins,
        "ends": ends,
        "sign": np.array(vocab["<<ENT>>"], np.int64),
        "one": np.array(1, np.int64),
        "axis_last": np.array([-1], np.int64),
        "axis_middle": np.array([1], np.int64),
        "first": np.array([0], np.int64),
        "second": np.array([1], np.int64),
        "third": np.array([2], np.int64),
        "step": np.array([1], np.int64),
        "by_label": np.array([1, -1, MAX_WIDTH], np.int64),
        "gain": np.array(10, np.float32),
        "bias": np.array(15, np.float32),
    }
    node = helper.make_node
    nodes = [
        # The labels of the prompt stand behind their signs.
        node("Equal", ["input_ids", "sign"], ["is_sign"]),
        node("NonZero", ["is_sign"], ["sign_places"]),
        node("Slice", ["sign_places", "second", "third", "first", "step"], ["sign_columns"]),
        node("Add", ["sign_columns", "one"], ["label_columns"]),
        node("Reshape", ["label_columns", "axis_last"], ["label_places"]),
        node("Gather", ["input_ids", "label_places"], ["label_ids"], axis=1),
        node("Gather", ["is_label", "label_ids"], ["labels"], axis=0),
        # The first token of each word.
        node("ReduceMax", ["text_lengths"], ["words"], keepdims=0),
        node("Add", ["words", "one"], ["words_end"]),
        node("Range", ["one", "words_end", "one"], ["numbers"]),
        node("Unsqueeze", ["numbers", "axis_last"], ["number_column"]),
        node("Unsqueeze", ["words_mask", "axis_middle"], ["mask_row"]),
        node("Equal", ["mask_row", "number_column"], ["is_first"]),
        node("Cast", ["is_first"], ["is_first_float"], to=TensorProto.FLOAT),
        node("Gather", ["begins", "input_ids"], ["token_begins"], axis=0),
        node("Gather", ["ends", "input_ids"], ["token_ends"], axis=0),
        node("MatMul", ["is_first_float", "token_begins"], ["word_begins"]),
        node("MatMul", ["is_first_float", "token_ends"], ["word_ends"]),
        # What each span begins and ends with.
        node("Cast", ["span_mask"], ["span_mask_long"], to=TensorProto.INT64),
        node("Unsqueeze", ["span_mask_long", "axis_last"], ["span_mask_column"]),
        node("Mul", ["span_idx", "span_mask_column"], ["spans"]),
        node("Slice", ["spans", "first", "second", "third", "step"], ["span_first_column"]),
        node("Slice", ["spans", "second", "third", "third", "step"], ["span_last_column"]),
        node("Reshape", ["span_first_column", "axis_last"], ["span_first"]),
        node("Reshape", ["span_last_column", "axis_last"], ["span_last"]),
        node("Gather", ["word_begins", "span_first"], ["span_begins"], axis=1),
        node("Gather", ["word_ends", "span_last"], ["span_ends"], axis=1),
        node("Add", ["span_begins", "span_ends"], ["span_directions"]),
        # How far they agree with each label: two of two make a score, one does not.
        node("Transpose", ["labels"], ["label_directions"], perm=[0, 2, 1]),
        node("MatMul", ["span_directions", "label_directions"], ["agreement"]),
        node("Mul", ["agreement", "gain"], ["amplified"]),
        node("Sub", ["amplified", "bias"], ["flat_logits"]),
        node("Shape", ["flat_logits"], ["flat_shape"]),
        node("Slice", ["flat_shape", "third", "axis_end", "first", "step"], ["label_count"]),
        node("Concat", ["by_label", "label_count"], ["logit_shape"], axis=0),
        node("Reshape", ["flat_logits", "logit_shape"], ["logits"]),
    ]
    constants["axis_end"] = np.array([3], np.int64)
    integer = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.INT64, shape)
    return helper.make_graph(
        nodes,
        "gliner",
        [
            integer("input_ids", ["batch", "sequence"]),
            integer("attention_mask", ["batch", "sequence"]),
            integer("words_mask", ["batch", "sequence"]),
            integer("text_lengths", ["batch", 1]),
            integer("span_idx", ["batch", "spans", 2]),
            helper.make_tensor_value_info("span_mask", TensorProto.BOOL, ["batch", "spans"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "words", "widths", "labels"])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )


def tokenizer(vocab):
    added = [
        {"id": vocab[token], "content": token, "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": True}
        for token in SPECIAL
    ]
    special = lambda token: {"id": token, "ids": [vocab[token]], "tokens": [token]}
    around = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
              {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "TemplateProcessing", "single": around, "pair": around,
                           "special_tokens": {token: special(token) for token in ("[CLS]", "[SEP]")}},
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"},
    }


def main():
    vocab = vocabulary()
    model = helper.make_model(graph(vocab), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / "model.onnx")
    (FOLDER / "tokenizer.json").write_text(json.dumps(tokenizer(vocab), indent=1) + "\n")
    config = {"model_name": "set by hand", "span_mode": "markerV0", "max_width": MAX_WIDTH, "max_len": 12,
              "ent_token": "<<ENT>>", "sep_token": "<<SEP>>", "words_splitter_type": "whitespace"}
    (FOLDER / "gliner_config.json").write_text(json.dumps(config, indent=1) + "\n")


if __name__ == "__main__":
    main()
