#!/usr/bin/env python3
"""Make the tables of simplified and traditional Chinese: src/text/chinese/*.txt, and one packed by `zstd`.

    chinese_tables.py OPENCC [--out DIR]

OPENCC is the folder with the dictionaries of OpenCC (Apache-2.0): STCharacters.txt, STPhrases.txt and so on.
Of the phrases those are kept that change what a text becomes: that read otherwise than character by
character, or that keep such a phrase from being found across their end. With the others left out the longest
match from left to right gives what it gave with them.
"""
import argparse
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).parent.parent
# OpenCC knows a few words only in which `著` stays; everywhere else it is the particle that Taiwan writes so.
WRITTEN_WORKS = [before + "著" for before in "原專論土編卓遺譯拙新所"]
HEAD = """\
# {title}
# From the dictionaries of OpenCC (https://github.com/BYVoid/OpenCC), under the Apache License 2.0;
# made by training/chinese_tables.py, which says what was left out.
# A line: what is written, and how it is written there, the likeliest first. Alone: character by character.
"""


def read(path):
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, values = line.split("\t")
            table[key] = values.split(" ")
    return table


def convert(text, tables):
    """The longest match from left to right, through one table after the other."""
    for table, longest in tables:
        out, at = [], 0
        while at < len(text):
            lengths = range(min(longest, len(text) - at), 0, -1)
            key = next((text[at : at + length] for length in lengths if text[at : at + length] in table), None)
            out.append(table[key][0] if key else text[at])
            at += len(key) if key else 1
        text = "".join(out)
    return text


def step(*tables):
    merged = {}
    for table in tables:
        merged.update(table)
    return merged, max(map(len, merged))


def needed(characters, phrases):
    """The phrases without which some text would become another."""
    kept = {}
    alone = lambda phrase: "".join(characters.get(c, [c])[0] for c in phrase)
    for phrase in sorted(phrases, key=lambda phrase: (len(phrase), phrase)):
        if convert(phrase, [step(characters, kept)]) != phrases[phrase][0]:
            kept[phrase] = phrases[phrase]
    beginnings = {}
    for phrase in kept:
        for end in range(1, len(phrase)):
            beginnings.setdefault(phrase[:end], []).append(phrase)
    table, longest = step(characters, kept)
    guards = {}
    for phrase in phrases.keys() - kept.keys():
        longest_here = max(longest, len(phrase))
        with_it = table | {phrase: phrases[phrase]}
        overlaps = (
            phrase + other[len(phrase) - start :]
            for start in range(1, len(phrase))
            for other in beginnings.get(phrase[start:], ())
        )
        if any(convert(text, [(table, longest)]) != convert(text, [(with_it, longest_here)]) for text in overlaps):
            guards[phrase] = phrases[phrase]
    kept = kept | guards
    return {phrase: [] if alone(phrase) == values[0] else values[:1] for phrase, values in kept.items()}


def write(path, title, characters, phrases):
    lines = ["\t".join([key, " ".join(values)] if values else [key]) for key, values in sorted((characters | phrases).items())]
    path.write_text(HEAD.format(title=title) + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(characters)} characters, {len(phrases)} phrases, {path.stat().st_size} bytes")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("opencc", type=pathlib.Path)
    arguments.add_argument("--out", type=pathlib.Path, default=ROOT / "src/text/chinese")
    options = arguments.parse_args()
    table = lambda name: read(options.opencc / f"{name}.txt")
    out = options.out

    characters, phrases = table("STCharacters"), table("STPhrases")
    write(out / "traditional.txt", "Simplified to traditional", characters, {})
    packed = out / "traditional_phrases.txt"
    write(packed, "Simplified to traditional: phrases", {}, needed(characters, phrases))
    # As small as it gets, without a checksum.
    subprocess.run(["zstd", "-q", "-f", "--ultra", "-22", "--no-check", "--rm", packed], check=True)

    # What Taiwan and Hong Kong write otherwise is traditional too, and `看著` becomes `看着`.
    simple = step(table("TSCharacters"), table("TSPhrases"))
    chains = [
        [step(table("HKVariantsRev"), table("HKVariantsRevPhrases")), simple],
        [step(table("TWVariantsRev"), table("TWVariantsRevPhrases")), simple],
    ]
    words = dict(simple[0])
    for chain in chains:
        for key in chain[0][0]:
            became = convert(key, chain)
            words[key] = [became] + [value for value in words.get(key, []) if value != became]
    words |= {word: [convert(word, [simple])] for word in WRITTEN_WORKS}
    characters = {key: values for key, values in words.items() if len(key) == 1 and values != [key]}
    phrases = {key: values for key, values in words.items() if len(key) > 1}
    write(out / "simplified.txt", "Traditional to simplified", characters, needed(characters, phrases))

    for name, title in [("TW", "Taiwan"), ("HK", "Hong Kong")]:
        write(out / f"{title.lower().replace(' ', '_')}.txt", f"The forms of {title}", table(f"{name}Variants"), {})


if __name__ == "__main__":
    main()
