#!/usr/bin/env python3
"""Fit the weights of src/extract/score.rs to pages with known bodies.

    fit_blocks.py DATA SET=WEIGHT ...

DATA holds one folder a set: SET/html/<id>.html.gz and SET/truth.json ({"pages": {id: {"body", "optional"}}}).
Every page of a set weighs the same, every set by its WEIGHT; the weights in use came from
wcxb=1 daniel=1 fundus-tests=2.5 zh-handmade=3. A block's label is the share of its four-token windows
that stand in the true body. Prints the three tables of score.rs. Needs numpy and scikit-learn.
"""
import collections
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)


def decode(raw):
    declared = CHARSET.search(raw[:4096])
    for name in ["utf-8", declared and declared[1].decode("ascii"), "gb18030"]:
        try:
            return raw.decode(name) if name else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def tokens(text, by_character):
    words = WORD.findall(text)
    return [c for w in words for c in unicodedata.normalize("NFKC", w)] if by_character else words


def labels(page, blocks):
    """Label and weight of each block of a page."""
    body = page["body"]
    by_character = len(UNSPACED.findall(body)) > 0.3 * max(1, sum(c.isalnum() for c in body))
    truth = tokens(body, by_character)
    windows = {n: {tuple(truth[i:i + n]) for i in range(len(truth) - n + 1)} for n in (1, 2, 3, 4)}
    optional = [collections.Counter(tokens(text, by_character)) for text in page.get("optional", ())]
    shares, weights = [], []
    for text, _ in blocks:
        found = tokens(text, by_character)
        n = min(4, len(found))
        spans = [tuple(found[i:i + n]) for i in range(len(found) - n + 1)] if n else []
        shares.append(sum(span in windows[n] for span in spans) / len(spans) if spans else 0.0)
        bag = collections.Counter(found)
        either_way = any(sum((bag & other).values()) >= 0.5 * sum(bag.values()) for other in optional if found)
        length = len(found) * (0.5 if by_character else 1.0)
        weights.append(0.0 if either_way else min(length, 80.0) ** 0.8)
    total = sum(weights) or 1.0
    return shares, [weight / total for weight in weights]


def study(folder, pages):
    """Yields the feature names, then (page, blocks) of every page with a known body."""
    with tempfile.TemporaryDirectory() as temporary:
        files = {}
        for number, (key, page) in enumerate(pages.items()):
            source = folder / "html" / (key + ".html.gz")
            if page.get("body") and source.is_file():
                target = pathlib.Path(temporary) / ("%d.html" % number)
                target.write_text(decode(gzip.decompress(source.read_bytes())), "utf-8")
                files[str(target)] = page
        command = ["cargo", "run", "-q", "--profile", "quick", "--no-default-features", "--example", "study", "--", *files]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=pathlib.Path(__file__).parent.parent) as run:
            yield json.loads(run.stdout.readline())["features"]
            for line in run.stdout:
                answer = json.loads(line)
                if answer["blocks"]:
                    yield files[answer["file"]], answer["blocks"]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    data, rows, shares, weights = pathlib.Path(sys.argv[1]), [], [], []
    for argument in sys.argv[2:]:
        name, set_weight = argument.split("=")
        answers = study(data / name, json.loads((data / name / "truth.json").read_text("utf-8"))["pages"])
        names = next(answers)
        for page, blocks in answers:
            page_shares, page_weights = labels(page, blocks)
            rows += [features for _, features in blocks]
            shares += page_shares
            weights += [float(set_weight) * weight for weight in page_weights]
    x, share, weight = np.array(rows), np.array(shares), np.array(weights)
    scaler = StandardScaler().fit(x)
    scaled = scaler.transform(x)
    weight *= 0.04 * len(x) / weight.sum()
    model = LogisticRegression(C=0.3, max_iter=400)
    model.fit(np.concatenate([scaled, scaled]), np.repeat([1, 0], len(x)),
              sample_weight=np.concatenate([weight * share, weight * (1 - share)]))
    fitted = model.coef_[0] / scaler.scale_
    print("const BIAS: f32 = %.2f;" % (model.intercept_[0] - (fitted * scaler.mean_).sum()))
    by_name = dict(zip(names, fitted))
    for name, value in by_name.items():
        if " " not in name and abs(value) >= 0.03:
            print("    (Feature::%s, %.2f)," % (name, value))
    for name in (name[:-5] for name in names if name.endswith(" near")):
        print("    (Group::%s, %.2f, %.2f)," % (name, by_name[name + " near"], by_name[name + " around"]))


if __name__ == "__main__":
    main()
