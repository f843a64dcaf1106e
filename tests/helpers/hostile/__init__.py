"""Hundreds of clips that are broken, odd or meant to harm, made anew from one seed.

By hand: ``PYTHONPATH=tests python -m helpers.hostile FOLDER [--seed 8] [--every 20]``.
"""

from helpers.hostile.corpus import Corpus, Hostile, make_corpus, recipes

__all__ = ["Corpus", "Hostile", "make_corpus", "recipes"]
