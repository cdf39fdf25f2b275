#!/usr/bin/env python3
"""Make the table of how Chinese characters are read: src/text/readings.txt.

    readings.py PINYIN_TXT [--out FILE]

PINYIN_TXT is pinyin.txt of pinyin-data (https://github.com/mozillazg/pinyin-data, MIT License), all readings of all
characters: `U+4E2D: zhōng,zhòng  # 中`. A line of the table is a reading with the characters that are read so.
"""
import argparse
import collections
import pathlib

ROOT = pathlib.Path(__file__).parent.parent
HEAD = """\
# How Chinese characters are read: a reading, and all characters with it.
# From pinyin-data (https://github.com/mozillazg/pinyin-data), under the MIT License; made by training/readings.py.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pinyin", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "src/text/readings.txt")
    args = parser.parse_args()
    characters = collections.defaultdict(set)
    for line in args.pinyin.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line:
            code, readings = line.split(":")
            for reading in readings.split(","):
                characters[reading.strip()].add(chr(int(code.strip().removeprefix("U+"), 16)))
    lines = (reading + "".join(sorted(characters[reading])) for reading in sorted(characters))
    args.out.write_text(HEAD + "".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
