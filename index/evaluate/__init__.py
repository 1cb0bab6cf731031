"""How good the answers are, measured: questions whose answers are known -> hit rates, refusal rates, seconds."""

from index.evaluate.evaluate import evaluate_file
from index.evaluate.measures import Report

__all__ = ["Report", "evaluate_file"]
