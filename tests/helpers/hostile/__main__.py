"""Write the hostile clips into a folder."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from helpers.hostile.corpus import SEED, make_corpus


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--every", type=int, default=1, help="only every n-th file")
    asked = parser.parse_args()
    corpus = make_corpus(asked.folder, seed=asked.seed, every=asked.every)
    for kind, count in sorted(Counter(corpus.kinds.values()).items()):
        print(f"{count:4d}  {kind}")
    for name, reason in corpus.skipped.items():
        print(f"left out: {name}: {reason}")
    print(f"{len(corpus.kinds)} files in {asked.folder}")


if __name__ == "__main__":
    main()
