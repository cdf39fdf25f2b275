#!/usr/bin/env python3
"""What keeps pages from being right to the last word: the judgement of blocks, or what stands around it.

    near_misses.py DATA [--folds DIR] SET ...

DATA, SET and --folds are as for worst_pages.py. Each page is made twice: by trees, and by an oracle that judges each
block as the true body says, through the same steps behind the score. Where the oracle is right to the last word and
the trees are not, the blocks are counted that the one kept and the other left out, by kind and place; a page's wrong
blocks share one point.
"""
import argparse
import collections
import pathlib
import tempfile

import fit_blocks as fit
import numpy as np
from worst_pages import is_kept, kind_of

# What the oracle says of blocks that are the body's and of those that are not.
SURE, HOPELESS = 0.99, 0.01


def differences(line, oracle, tags):
    """(adds or misses, kind, place) of each block that only one of two texts of a page holds."""
    for made in (line, oracle):
        made["kept"] = set(made["text"].split("\n"))
    rows = []
    for text, tag in zip(line["blocks"], tags):
        tidy, kind = " ".join(text.split()), kind_of(tag)
        rows.append((kind, *(bool(tidy) and is_kept(tidy, len(text.split()), kind, made) for made in (line, oracle))))
    inside = [at for at, row in enumerate(rows) if row[2]] or [0]
    for at, (kind, own, right) in enumerate(rows):
        if own != right:
            place = "above" if at < inside[0] else "below" if at > inside[-1] else "amid"
            place = "first" if at == inside[0] and right else "last" if at == inside[-1] and right else place
            yield "adds" if own else "misses", kind, place


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("sets", nargs="+", metavar="SET")
    arguments.add_argument("--folds", type=pathlib.Path)
    arguments = arguments.parse_args()
    for name in arguments.sets:
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).mkdir()
            pages = [page for page in fit.pages_of(arguments.data, name, 1.0, pathlib.Path(folder)) if page.truth.get("body")]
            kinds, texts, right_texts = collections.Counter(), [], []
            counts = collections.Counter()
            for fold in range(fit.FOLDS):
                mine = [page for page in pages if fit.fold_of(page) == fold]
                trees = (arguments.folds / ("fold%d.bin" % fold)).read_bytes() if arguments.folds else None
                names, numbers, lines = fit.study(mine, trees)
                told = [fit.body_labels(page.truth, line["blocks"])[0] for page, line in zip(mine, lines)]
                scores = np.where(np.concatenate(told) > 0.5, SURE, HOPELESS)
                tags, at = numbers[:, names.index("TagOfBlock")], 0
                for page, line, oracle in zip(mine, lines, fit.study(mine, trees, scores)[2]):
                    own, right = (fit.measure([page], [made["text"]])["exact"] for made in (line, oracle))
                    counts["right by trees"] += own
                    counts["right by the oracle"] += right
                    if right and not own:
                        wrong = list(differences(line, oracle, tags[at:at + len(line["blocks"])]))
                        counts["%s wrong" % (len(wrong) if len(wrong) < 4 else "4 or more")] += 1
                        for what in wrong:
                            kinds[what] += 1 / len(wrong)
                    at += len(line["blocks"])
                    texts.append((page, line["text"]))
                    right_texts.append((page, oracle["text"]))
        f1 = [fit.measure(*zip(*made))["f1"] for made in (texts, right_texts)]
        told = ", ".join("%s %d" % count for count in sorted(counts.items()))
        print("\n%s: %d pages, F1 %.3f, by the oracle %.3f; %s" % (name, len(pages), *f1, told))
        for what, points in kinds.most_common(16):
            print("%6.1f  %s %s %s" % (points, *what))


if __name__ == "__main__":
    main()
