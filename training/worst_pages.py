#!/usr/bin/env python3
"""The pages that the extractor does worst on, and what is wrong with each, as Markdown tables.

    worst_pages.py DATA [--folds DIR] [--most 20] SET ...

DATA and SET are as for fit_blocks.py. With --folds, which fit_blocks.py --keep has filled, each page is read by
trees that have not seen its site; without, by the trees in use. A cause is told by counting: which words of the
true body are missing, why their blocks were left out, which words stand in the text and not in the body, and what
blocks hold them.
"""
import argparse
import collections
import pathlib
import tempfile

import fit_blocks as fit

KINDS = {0: "paragraphs", 1: "quotations", 2: "code", 8: "cells", 9: "cells", 10: "list items", 11: "list items", 12: "list items"}


def kind_of(tag):
    return KINDS.get(tag, "headings" if 13 <= tag <= 18 else "captions" if 19 <= tag <= 20 else "other text")


def is_kept(tidy, words, kind, line):
    """Whether a block of so many words is in the text made of its page."""
    # The cells of a row are one line of the text.
    return tidy in line["kept"] or (words > 3 or kind == "cells") and tidy in line["text"]


def judged(page, line, tags):
    """F1 of a page, and the number of words of each cause."""
    truth = page.truth
    by_character = fit.is_unspaced(truth["body"])
    body = fit.tokens(truth["body"], by_character)
    known = {n: set(fit.windows(body, n)) for n in (1, 2, 3, 4)}
    optional = {" ".join(fit.tokens(text, by_character)) for text in truth.get("optional", ())}
    reasons = dict.fromkeys(line["captions"], "caption") | {text: why for why, text in line["removed"]}
    line["kept"] = set(line["text"].split("\n"))
    blocks = []
    for text, tag in zip(line["blocks"], tags):
        found = fit.tokens(text, by_character)
        n = min(4, len(found))
        spans = fit.windows(found, n)
        share = sum(span in known[n] for span in spans) / len(spans) if spans else 0.0
        tidy = " ".join(text.split())
        kind = kind_of(tag)
        kept = is_kept(tidy, len(found), kind, line)
        blocks.append((share, len(found), tidy, kind, kept, " ".join(found) in optional))
    inside = [at for at, block in enumerate(blocks) if block[0] > 0.5 and block[1] > 5]
    first, last = (inside[0], inside[-1]) if inside else (0, len(blocks))
    causes, shown = collections.Counter(), 0
    for at, (share, words, tidy, kind, kept, either_way) in enumerate(blocks):
        if share > 0.5:
            shown += words
            if not kept:
                why = reasons.get(tidy[:300])
                causes["misses %s (%s)" % (kind, why or "far from the text")] += words
        elif kept and not either_way:
            place = "above" if at < first else "below" if at > last else "amid"
            causes["adds %s %s it" % (kind, place)] += words
    if shown < len(body) / 2:
        causes["the body is no text of the page"] += len(body) - shown
    # An empty text has no precision, and nothing is worse.
    f1 = fit.measure([page], [line["text"]])["f1"] if line["text"].strip() else 0.0
    return f1, causes, len(body)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("sets", nargs="+", metavar="SET")
    arguments.add_argument("--folds", type=pathlib.Path)
    arguments.add_argument("--most", type=int, default=20)
    arguments = arguments.parse_args()
    for name in arguments.sets:
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / name).mkdir()
            pages = [page for page in fit.pages_of(arguments.data, name, 1.0, pathlib.Path(folder)) if page.truth.get("body")]
            rows = []
            for fold in range(fit.FOLDS):
                mine = [page for page in pages if fit.fold_of(page) == fold]
                trees = (arguments.folds / ("fold%d.bin" % fold)).read_bytes() if arguments.folds else None
                names, numbers, lines = fit.study(mine, trees)
                tags, at = numbers[:, names.index("TagOfBlock")], 0
                for page, line in zip(mine, lines):
                    rows.append((*judged(page, line, tags[at:at + len(line["blocks"])]), page))
                    at += len(line["blocks"])
        print("\n| %s | F1 | words | causes, with their words |\n| --- | ---: | ---: | --- |" % name)
        for f1, causes, words, page in sorted(rows, key=lambda row: row[0])[:arguments.most]:
            told = ", ".join("%s %d" % cause for cause in causes.most_common(2))
            print("| %s | %.2f | %d | %s |" % (page.id[:40], f1, words, told or "words parted otherwise"))


if __name__ == "__main__":
    main()
