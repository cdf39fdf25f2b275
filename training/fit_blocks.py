#!/usr/bin/env python3
"""Grow the trees that tell a page's article from the rest: src/extract/trees.bin.

    fit_blocks.py DATA [--cv] [--keep DIR] [--out FILE] SET=WEIGHT ...

DATA holds one folder a set: SET/html/<id>.html.gz and SET/truth.json, {"pages": {id: page}}. A page has
"body" with perhaps "optional" paragraphs, or else snippets that its text must hold ("with") or must not
("without"); "url" names its site. Every page of a set weighs the same, every page by its set's WEIGHT.

--cv grows each table on four fifths of the sites and prints how the extractor does with it on the last
fifth; --keep writes those tables, to measure what is done with scores on pages that they haven't seen; --out
writes the table grown on all. docs/extraction.md says which sets and weights made the table
in use. The same data and version of LightGBM give the same table. Needs numpy and lightgbm.
"""
import argparse
import collections
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zlib

import lightgbm
import numpy as np

ROOT = pathlib.Path(__file__).parent.parent
PROGRAM = ROOT / "target" / "quick" / "examples" / "study"
FOLDS = 5
# Thousandths below which the second stage is not asked: src/extract/features/standing.rs.
HOPELESS = 10
FIRST = {"trees": 50, "levels": 4, "rate": 0.15, "least": 40}
SECOND = {"trees": 200, "levels": 5, "rate": 0.05, "least": 60}

# --------------------------------------------------------------------------- pages

CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)
Page = collections.namedtuple("Page", "set id truth file weight")


def decode(raw):
    declared = CHARSET.search(raw[:4096])
    for name in ["utf-8", declared and declared[1].decode("ascii")]:
        try:
            return raw.decode(name or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return min((raw.decode(name, "replace") for name in ("utf-8", "gb18030")), key=lambda text: text.count("\ufffd"))


def pages_of(data, name, weight, folder):
    """The pages of a set, their HTML laid out as UTF-8 in a folder."""
    truths = json.loads((data / name / "truth.json").read_text("utf-8"))["pages"]
    for key, truth in sorted(truths.items()):
        source = data / name / "html" / (key + ".html.gz")
        if source.is_file() and (truth.get("body") or truth.get("with") or truth.get("without")):
            file = folder / name / ("%06d.html" % len(os.listdir(folder / name)))
            file.write_text(decode(gzip.decompress(source.read_bytes())), "utf-8")
            yield Page(name, key, truth, str(file), weight)


def site(page):
    """What pages of one site share: the host's last labels, or as much as the page's name tells."""
    host = re.search(r"//([^/:]+)", page.truth.get("url", ""))
    host = host[1] if host else next((part for part in page.id.split("_") if "." in part), page.id)
    labels = host.lower().removeprefix("www.").split(".")
    return ".".join(labels[-3 if len(labels) > 2 and len(labels[-2]) <= 3 else -2:])


def fold_of(page):
    return zlib.crc32(site(page).encode()) % FOLDS


def study(pages, trees, scores=None):
    """Runs the extractor over pages with a table of trees, or those in use: names of numbers, rows, and a line a page.

    `scores` of all blocks in order are taken in place of what the trees say."""
    with tempfile.TemporaryDirectory() as temporary:
        table, rows, judged = (pathlib.Path(temporary) / name for name in ("trees", "rows", "scores"))
        table.write_bytes(trees or b"")
        program = [str(PROGRAM), str(table) if trees else "-", str(rows)]
        if scores is not None:
            judged.write_bytes(np.asarray(scores, "<f4").tobytes())
            program.append(str(judged))
        files = "".join(page.file + "\n" for page in pages)
        done = subprocess.run(program, input=files.encode(), stdout=subprocess.PIPE, check=True)
        lines = done.stdout.decode("utf-8").split("\n")[:-1]
        names = json.loads(lines[0])["features"]
        return names, np.fromfile(rows, "<i2").reshape(-1, len(names)), [json.loads(line) for line in lines[1:]]


# Of so many pages one is learnt from once more, crowded: with this many paragraphs of one letter in its midst, each
# of which weighs less than other lines do.
CROWDED = 40
CROWD = (300, 1000, 3000)
OF_CROWD, CROWD_WEIGHT = "x", 0.05
CROWDED_NAME = ".crowded.html"


def crowded(pages):
    """Copies of some pages that look like nothing else in the sets: a machine wrote most of them."""
    for page in pages:
        number = zlib.crc32(page.id.encode())
        if number % CROWDED == 0 and page.truth.get("body"):
            html = pathlib.Path(page.file).read_text("utf-8")
            ends = [match.end() for match in re.finditer("</p>", html)]
            if ends:
                at, crowd = ends[len(ends) // 2], "<p>%s</p>" % OF_CROWD * CROWD[number // CROWDED % len(CROWD)]
                file = pathlib.Path(page.file).with_suffix(CROWDED_NAME)
                file.write_text(html[:at] + crowd + html[at:], "utf-8")
                yield page._replace(file=str(file))


# --------------------------------------------------------------------------- labels and measure

WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def is_unspaced(text):
    return len(UNSPACED.findall(text)) > 0.3 * max(1, sum(c.isalnum() for c in text))


def tokens(text, by_character):
    words = WORD.findall(text)
    return [c for w in words for c in unicodedata.normalize("NFKC", w)] if by_character else words


def windows(found, n=4):
    return [tuple(found[i:i + n]) for i in range(max(1, len(found) - n + 1))] if found else []


def alignments(found, places, body):
    """Where a block's tokens stand in a body: (start, end, how many of them) of the likeliest stretches."""
    n = min(4, len(found))
    if n < 4:
        return [(at, at + n, n) for at in places[n].get(tuple(found), ())[:300]]
    stretches = {}
    for index in range(len(found) - 3):
        for at in places[4].get(tuple(found[index:index + 4]), ())[:20]:
            stretches.setdefault(at - index, [index, index])[1] = index
    longest = sorted(stretches.items(), key=lambda stretch: stretch[1][0] - stretch[1][1])[:12]
    aligned = [(first + by, last + by + 4, last - first + 4) for by, (first, last) in longest]
    if len(stretches) > 1:
        # A block with a gap, or with more, in the middle.
        start = min(first + by for by, (first, _) in stretches.items())
        end = max(last + by + 4 for by, (_, last) in stretches.items())
        if end - start <= 1.5 * len(found) + 8:
            common = sum(last - first + 4 for first, last in stretches.values())
            aligned.append((start, end, min(common, end - start, len(found))))
    return aligned


def in_order(blocks, body):
    """Which blocks (lists of tokens) are the body's own: those of the chain of blocks, in the page's order, each behind
    the one before in the body, that spells most of it. The name of a tag or a quotation pulled out of the text stands
    in the body, too, but not where it stands in the page."""
    places = {n: {} for n in (1, 2, 3, 4)}
    for n, known in places.items():
        for at, window in enumerate(windows(body, n)):
            known.setdefault(window, []).append(at)
    # The best chain that ends at each place of the body or before: a tree of maxima over places.
    size, links = len(body) + 1, []
    best = [(0.0, -1)] * (size + 1)
    for index, found in enumerate(blocks):
        ended = []
        for start, end, common in alignments(found, places, body) if found else ():
            at, before = start + 1, (0.0, -1)
            while at > 0:
                before = max(before, best[at])
                at -= at & -at
            links.append((index, before[1]))
            # A whole block is worth more than the same words within another.
            ended.append((end + 1, (before[0] + common + 0.01 * (common == len(found)), len(links) - 1)))
        for at, chain in ended:
            while at <= size:
                best[at] = max(best[at], chain)
                at += at & -at
    at, last, chain = size, (0.0, -1), set()
    while at > 0:
        last = max(last, best[at])
        at -= at & -at
    link = last[1]
    while link >= 0:
        chain.add(links[link][0])
        link = links[link][1]
    return chain


# Tokens of a short block, characters of one: its place in the body decides whether it is the body's.
SHORT, SHORT_UNSPACED = 6, 12


def body_labels(truth, blocks):
    """The share of each block that stands in the true body, and its weight."""
    by_character = is_unspaced(truth["body"])
    body = tokens(truth["body"], by_character)
    known = {n: set(windows(body, n)) for n in (1, 2, 3, 4)}
    optional = [collections.Counter(tokens(text, by_character)) for text in truth.get("optional", ())]
    blocks = [tokens(text, by_character) for text in blocks]
    chain = in_order(blocks, body)
    said = ["\0%s\0" % "\0".join(blocks[index]) for index in sorted(chain)]
    shares, weights = [], []
    for index, found in enumerate(blocks):
        n = min(4, len(found))
        spans = windows(found, n)
        share = sum(span in known[n] for span in spans) / len(spans) if spans else 0.0
        if share > 0.0 and index not in chain:
            is_short = len(found) <= (SHORT_UNSPACED if by_character else SHORT)
            again = "\0%s\0" % "\0".join(found)
            if is_short or share > 0.5 and any(again in text for text in said):
                share = 0.0
        bag = collections.Counter(found)
        either_way = found and any(sum((bag & other).values()) >= 0.5 * sum(bag.values()) for other in optional)
        words = len(found) * (0.5 if by_character else 1.0)
        shares.append(share)
        # A page is right to the last word only if its short lines are, too.
        weights.append(0.0 if either_way or not found else (min(words, 80.0) + 3.0) ** 0.7)
    return np.array(shares), np.array(weights)


def squash(text):
    return " ".join(text.split())


def snippet_labels(truth, blocks):
    """Blocks around a wanted snippet are the article's, those around an unwanted one are not; nothing is known of others."""
    shares, weights = np.zeros(len(blocks)), np.zeros(len(blocks))
    for kind, share in (("without", 0.0), ("with", 1.0)):
        for snippet in map(squash, truth.get(kind) or ()):
            for index, block in enumerate(blocks):
                # A short word stands anywhere: only a block that is hardly more is meant.
                if snippet in block and (len(snippet) > 12 or len(block) < 4 * len(snippet)):
                    shares[index], weights[index] = share, min(len(block.split()), 40) ** 0.8 + 2.0
    return shares, weights


def page_labels(page, blocks, rows, names):
    if not page.truth.get("body"):
        shares, weights = snippet_labels(page.truth, blocks)
        return shares, 0.3 * weights / max(weights.sum(), 40.0)
    shares, weights = body_labels(page.truth, blocks)
    if page.file.endswith(CROWDED_NAME):
        weights[np.array(blocks) == OF_CROWD] *= CROWD_WEIGHT
    # The headline is taken out of every text, whatever a truth holds.
    title, length = rows[:, names.index("InTitle")], rows[:, names.index("TitleLength")]
    weights[(title == 8) & (length > 900) & (length < 1100)] = 0.0
    if page.set.startswith("fundus") and (shares > 0.5).any():
        # These truths drop lists, tables and captions even where they are the article's.
        inside = np.flatnonzero(shares > 0.5)
        is_odd = np.isin(rows[:, names.index("TagOfBlock")], [8, 9, 10, 11, 12, 20])
        within = np.zeros(len(blocks), bool)
        within[inside[0]:inside[-1] + 1] = True
        weights[is_odd & within & (shares < 0.5)] = 0.0
    return shares, weights / max(weights.sum(), 1e-9)


def measure(pages, texts):
    """F1 over four-token windows as in scrapinghub's benchmark, or that of snippets where no body is known."""
    precisions, recalls, exact, snippets = [], [], 0, np.zeros(3)
    for page, text in zip(pages, texts):
        truth = page.truth
        if truth.get("body"):
            by_character = is_unspaced(truth["body"])
            found = collections.Counter(windows(tokens(text, by_character)))
            parts = [truth["body"]]
            for part in truth.get("optional", ()):
                want = collections.Counter(windows(tokens(part, by_character)))
                if want and sum((want & found).values()) >= 0.5 * sum(want.values()):
                    parts.append(part)
            body = tokens("\n".join(parts), by_character)
            want = collections.Counter(windows(body))
            both = sum((want & found).values())
            precisions += [both / sum(found.values())] if found else []
            recalls += [both / sum(want.values())] if want else []
            exact += body == tokens(text, by_character)
        text = squash(text)
        held = [squash(s) in text for s in truth.get("with") or ()]
        bad = sum(squash(s) in text for s in truth.get("without") or ())
        snippets += [sum(held), bad, len(held) - sum(held)]
    f1 = lambda p, r: 2 * p * r / (p + r) if p + r else 0.0
    figures = {"pages": len(texts)}
    if recalls:
        p, r = np.mean(precisions), np.mean(recalls)
        figures |= {"f1": f1(p, r), "p": p, "r": r, "exact": exact / len(recalls)}
    if snippets.sum():
        hit, bad, missed = snippets
        figures["snippets"] = 2 * hit / (2 * hit + bad + missed)
    return figures


# --------------------------------------------------------------------------- trees


def binned(rows):
    return lightgbm.Dataset(rows.astype(np.float32), params={"max_bin": 127, "verbosity": -1, "num_threads": 2}).construct()


def grow(data, within, shares, weights, shape):
    """Trees grown on some of the rows, as bytes."""
    weights = weights[within]
    part = data.subset(np.flatnonzero(within)).construct()
    part.set_label(shares[within]).set_weight(weights * len(weights) / weights.sum())
    settings = {
        "objective": "cross_entropy", "max_depth": shape["levels"], "num_leaves": 2 ** shape["levels"],
        "learning_rate": shape["rate"], "min_data_in_leaf": shape["least"], "min_sum_hessian_in_leaf": 5.0,
        "lambda_l2": 5.0, "feature_fraction": 0.3, "bagging_fraction": 0.7, "bagging_freq": 1, "path_smooth": 5.0,
        "max_bin": 127, "seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 2, "verbosity": -1,
    }
    model = lightgbm.train(settings, part, shape["trees"])
    return as_bytes([tree["tree_structure"] for tree in model.dump_model()["tree_info"]], shape["levels"])


def as_bytes(trees, levels):
    """The layout that src/extract/trees.rs describes."""
    stage = bytearray([levels]) + len(trees).to_bytes(2, "little") + (0).to_bytes(4, "little", signed=True)
    nodes, leaves = bytearray(), bytearray()
    for tree in trees:
        level = [tree]
        for _ in range(levels):
            below = []
            for node in level:
                split = "split_feature" in node
                threshold = int(np.clip(np.floor(node["threshold"]), -32768, 32767)) if split else 32767
                nodes += bytes([node["split_feature"] if split else 0]) + threshold.to_bytes(2, "little", signed=True)
                below += [node["left_child"], node["right_child"]] if split else [node, node]
            level = below
        for leaf in level:
            leaves += int(np.clip(round(1024 * leaf["leaf_value"]), -32768, 32767)).to_bytes(2, "little", signed=True)
    return bytes(stage + nodes + leaves)


NOTHING = as_bytes([], 1)


class Fitting:
    """All pages with their rows; the first stage is grown once for each fold left out, for the second to learn from."""

    def __init__(self, pages):
        self.pages = pages
        self.folds = np.array([fold_of(page) for page in pages])
        self.names, self.rows, lines = study(pages, NOTHING + NOTHING)
        counts = [len(line["blocks"]) for line in lines]
        self.page_of = np.repeat(np.arange(len(pages)), counts)
        self.width = sum(not name.startswith("First") for name in self.names)
        starts = np.concatenate([[0], np.cumsum(counts)])
        shares, weights = [], []
        for page, line, start, end in zip(pages, lines, starts, starts[1:]):
            share, weight = page_labels(page, line["blocks"], self.rows[start:end], self.names)
            shares.append(share)
            weights.append(page.weight * weight)
        self.shares, self.weights = np.concatenate(shares), np.concatenate(weights)

    def firsts(self):
        """A first stage for each fold left out, then one grown on all. Of what is surely furniture a third is enough."""
        is_plain = self.shares == 0.0
        weights = self.weights * np.where(is_plain, 3.0, 1.0)
        used = (weights > 0) & (~is_plain | (np.arange(len(weights)) % 3 == 0))
        data = binned(self.rows[:, :self.width])
        folds = self.folds[self.page_of]
        return [grow(data, used & (folds != fold), self.shares, weights, FIRST) for fold in [*range(FOLDS), None]]

    def second_rows(self, firsts):
        """Rows as the second stage meets them: each page judged by a first stage that hasn't seen its site."""
        rows = self.rows.copy()
        for fold in range(FOLDS):
            mine = np.flatnonzero(self.folds == fold)
            rows[np.isin(self.page_of, mine)] = study([self.pages[index] for index in mine], firsts[fold] + NOTHING)[1]
        return rows

    def seconds(self, rows, cross_validated):
        """Second stages like the first ones; grown on the rows that it is asked about."""
        used = (self.weights > 0) & (rows[:, self.names.index("FirstOwn")] >= HOPELESS)
        data = binned(rows)
        folds = self.folds[self.page_of]
        left_out = [*(range(FOLDS) if cross_validated else ()), None]
        return [grow(data, used & (folds != fold), self.shares, self.weights, SECOND) for fold in left_out]


def report(pages, texts, title):
    print("\n%s" % title)
    for name in sorted({page.set for page in pages}):
        chosen = [(page, text) for page, text in zip(pages, texts) if page.set == name]
        figures = measure(*zip(*chosen))
        print("%-14s" % name, " ".join("%s=%s" % (k, v if k == "pages" else "%.3f" % v) for k, v in figures.items()))
    sys.stdout.flush()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("sets", nargs="+", metavar="SET=WEIGHT")
    arguments.add_argument("--cv", action="store_true")
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--out", type=pathlib.Path)
    arguments = arguments.parse_args()
    build = ["cargo", "build", "-q", "--profile", "quick", "--no-default-features", "--example", "study"]
    subprocess.run(build, cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for name, weight in (given.split("=") for given in arguments.sets):
            (pathlib.Path(folder) / name).mkdir()
            pages += pages_of(arguments.data, name, float(weight), pathlib.Path(folder))
        fitting = Fitting(pages + list(crowded(pages)))
        firsts = fitting.firsts()
        seconds = fitting.seconds(fitting.second_rows(firsts), arguments.cv)
        if arguments.cv:
            texts = [""] * len(pages)
            for fold in range(FOLDS):
                mine = np.flatnonzero(fitting.folds[:len(pages)] == fold)
                for index, line in zip(mine, study([pages[index] for index in mine], firsts[fold] + seconds[fold])[2]):
                    texts[index] = line["text"]
                if arguments.keep:
                    arguments.keep.mkdir(exist_ok=True)
                    (arguments.keep / ("fold%d.bin" % fold)).write_bytes(firsts[fold] + seconds[fold])
            report(pages, texts, "each site by trees that have not seen it")
        if arguments.out:
            trees = firsts[-1] + seconds[-1]
            arguments.out.write_bytes(trees)
            report(pages, [line["text"] for line in study(pages, trees)[2]], "fitted (%d bytes)" % len(trees))


if __name__ == "__main__":
    main()
