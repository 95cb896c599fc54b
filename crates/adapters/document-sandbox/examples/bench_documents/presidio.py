"""Microsoft Presidio on the texts that come in, one JSON text a line; out go its spans, one JSON list a line.

Presidio's patterns and checksums run as they come. Its names and places need a spaCy model, and none is to be had
from PyPI, so the language pipeline is a blank one unless a model is named: `presidio.py [MODEL]`.
"""

import json
import logging
import sys

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine

# What Presidio's own demonstration shows.
SCORE_MIN = 0.35


class LoadedEngine(SpacyNlpEngine):
    """An engine around a pipeline that is at hand; Presidio's own would download one."""

    def __init__(self, pipeline):
        super().__init__()
        self.nlp = {"en": pipeline}


def main() -> None:
    # A blank pipeline has no names to give, and Presidio says so for every text.
    logging.disable(logging.WARNING)
    pipeline = spacy.load(sys.argv[1]) if len(sys.argv) > 1 else spacy.blank("en")
    analyzer = AnalyzerEngine(nlp_engine=LoadedEngine(pipeline), supported_languages=["en"])
    for line in sys.stdin:
        found = analyzer.analyze(text=json.loads(line), language="en", score_threshold=SCORE_MIN)
        spans = [{"entity": span.entity_type, "start": span.start, "end": span.end} for span in found]
        print(json.dumps(spans))


if __name__ == "__main__":
    main()
