"""How good the answers are, measured: questions whose answers are known -> hit rates, refusal rates, seconds."""

from index.evaluate.evaluate import Evaluation, evaluate_file, evaluate_files
from index.evaluate.report import Report

__all__ = ["Evaluation", "Report", "evaluate_file", "evaluate_files"]
