#!/usr/bin/env python3
"""Compares feedmill's reading of crontab schedules with croniter's, and explains every difference.

    pip install croniter tzdata
    cargo build --profile quick --example crontab_runs
    python3 examples/crontab_runs/compare.py target/quick/examples/crontab_runs [--expressions 10000]

Ten thousand expressions made by chance (always the same ones), each in five zones, half of the starts just before a
change of the clock. Where the two differ, a third reading must side with feedmill: a model of what crontab(5) and
cron(8) of Vixie's cron say, which counts every minute of the days around the change. Exit 1 if it doesn't.
"""

import argparse
import random
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from croniter import croniter

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Cairo"]
COUNT = 6
UTC = timezone.utc
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAYS = "sun mon tue wed thu fri sat".split()


def field(chance, low, high, names=(), star=0.4):
    """One field, in every form that crontab(5) has."""
    if chance.random() < star:
        return "*" if chance.random() < 0.6 else f"*/{chance.randint(1, high)}"
    named = names and chance.random() < 0.4
    word = (lambda n: names[n - low].title() if chance.random() < 0.3 else names[n - low]) if named else str
    top = low + len(names) - 1 if named else high

    def item():
        first = chance.randint(low, top)
        if chance.random() < 0.5 or first == top:
            return word(first)
        last = chance.randint(first + 1, top)
        step = f"/{chance.randint(1, high - low)}" if chance.random() < 0.4 else ""
        return f"{word(first)}-{word(last)}{step}"

    return ",".join(item() for _ in range(chance.choice([1, 1, 1, 2, 3])))


def expression(chance):
    return " ".join([
        field(chance, 0, 59, star=0.3),
        field(chance, 0, chance.choice([4, 23]), star=0.4),
        field(chance, 1, 31, star=0.75),
        field(chance, 1, 12, MONTHS, star=0.8),
        field(chance, 0, 7, DAYS, star=0.75),
    ])


def changes(zone):
    """The hours in which the zone's clock is put forward or back."""
    found, at = [], FIRST
    while at < LAST:
        if at.astimezone(zone).utcoffset() != (at + timedelta(hours=1)).astimezone(zone).utcoffset():
            found.append(at)
        at += timedelta(hours=1)
    return found


def numbers(text, low, high, names):
    """A field as the set of its numbers, by crontab(5) alone."""
    found = set()
    for item in text.lower().split(","):
        span, _, step = item.partition("/")
        first, _, last = span.partition("-")
        number = lambda word: names.index(word) + low if word in names else int(word)
        first, last = (low, high) if span == "*" else (number(first), number(last or first))
        found.update(range(first, last + 1, int(step or 1)))
    return found


def model(text, zone, after, until):
    """Vixie's cron, minute by minute from `after` to `until`."""
    minute, hour, day, month, weekday = text.split()
    minutes, hours = numbers(minute, 0, 59, []), numbers(hour, 0, 23, [])
    days, months = numbers(day, 1, 31, []), numbers(month, 1, 12, MONTHS)
    weekdays = {n % 7 for n in numbers(weekday, 0, 7, DAYS)}
    both = day.startswith("*") or weekday.startswith("*")

    def matches(wall):
        if wall.minute not in minutes or wall.hour not in hours or wall.month not in months:
            return False
        on_day, on_weekday = wall.day in days, wall.isoweekday() % 7 in weekdays
        return (on_day and on_weekday) if both else (on_day or on_weekday)

    due, is_wild = [], hour.startswith("*")
    one = timedelta(minutes=1)
    # The last three hours are what a clock that was put back repeats.
    at = after.replace(second=0) - timedelta(hours=3)
    shown = (at - one).astimezone(zone).replace(tzinfo=None)
    while at <= until:
        wall = at.astimezone(zone).replace(tzinfo=None)
        runs = False
        if is_wild:
            runs = matches(wall)
        elif wall > shown:
            # Jobs of the minutes that the clock has left out run at once, and once.
            while shown < wall:
                shown += one
                runs = runs or matches(shown)
        shown = max(shown, wall)
        if runs and at > after:
            due.append(at)
        at += one
    return due


def ours(program, questions):
    lines = "".join(f"{text}\t{zone}\t{int(after.timestamp())}\t{COUNT}\n" for text, zone, after in questions)
    answers = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(answers) == len(questions)
    return answers


def theirs(text, zone, after):
    times = croniter(text, after.astimezone(zone), implement_cron_bug=True, max_years_between_matches=60)
    return [times.get_next(datetime).astimezone(UTC) for _ in range(COUNT)]


def kind(zone, at):
    """What the zone's clock does around an instant."""
    offset = lambda moment: moment.astimezone(zone).utcoffset()
    before, now = offset(at - timedelta(hours=3)), offset(at)
    after = offset(at + timedelta(hours=3))
    if before > after:
        return "repeated hour"
    return "left-out hour" if before < after else None


def explain(text, zone, after, mine, other):
    """Why the two differ; None if feedmill is wrong or nothing explains it."""
    odd = sorted(set(mine) ^ set(other))
    until = min(max(mine), max(other))
    odd = [at for at in odd if at <= until]
    expected = model(text, zone, odd[0] - timedelta(days=1), odd[0] + timedelta(days=1))
    near = [at for at in mine if odd[0] - timedelta(days=1) < at <= odd[0] + timedelta(days=1) and at <= until]
    window = [at for at in expected if after < at <= until]
    if near != window:
        return None
    around, is_wild = kind(zone, odd[0]), text.split()[1].startswith("*")
    if around is None:
        return None
    which = "`*` hours" if is_wild else "fixed hours"
    return f"{which}, {around}: " + ("only croniter runs" if odd[0] in other else "only feedmill runs")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--expressions", type=int, default=10_000)
    arguments.add_argument("--write", help="a sample of the answers for cargo test: tests/fixtures/crontab.tsv")
    arguments = arguments.parse_args()
    chance = random.Random(20261124)
    zones = {name: ZoneInfo(name) for name in ZONES}
    moves = {name: changes(zone) for name, zone in zones.items()}
    expressions, never = [], 0
    while len(expressions) < arguments.expressions:
        text = expression(chance)
        fault = ours(arguments.program, [(text, "UTC", FIRST)])[0] if needs_look(text) else ""
        if fault.startswith("-"):
            never += 1
        else:
            expressions.append(text)
    questions = []
    for text in expressions:
        for name in ZONES:
            if moves[name] and chance.random() < 0.5:
                after = chance.choice(moves[name]) - timedelta(seconds=chance.randint(0, 4 * 3600))
            else:
                after = FIRST + timedelta(seconds=chance.randint(0, int((LAST - FIRST).total_seconds())))
            questions.append((text, name, after))
    reasons, wrong, equal, sample = Counter(), [], 0, []
    for (text, name, after), answer in zip(questions, ours(arguments.program, questions)):
        mine = [datetime.fromtimestamp(int(second), UTC) for second in answer.split() if not answer.startswith("-")]
        other = theirs(text, zones[name], after)
        if mine == other:
            equal += 1
            if equal % 400 == 0:
                sample.append((text, name, after, answer))
            continue
        reason = explain(text, zones[name], after, mine, other) if mine else None
        if reason:
            reasons[reason] += 1
            if reasons[reason] <= 12:
                sample.append((text, name, after, answer))
        else:
            wrong.append((text, name, after, [str(t) for t in mine], [str(t) for t in other]))
    print(f"{len(expressions)} expressions in {len(ZONES)} zones, {COUNT} times each: {len(questions)} questions")
    print(f"{never} expressions left out whose date never comes, which croniter says too")
    print(f"{equal} answers are the same")
    for reason, count in reasons.most_common():
        print(f"{count:6}  {reason}")
    print(f"{len(wrong):6}  not explained")
    for case in wrong[:20]:
        print(*case, sep="\n    ")
    if arguments.write and not wrong:
        with open(arguments.write, "w") as file:
            for text, name, after, answer in sample:
                print(text, name, int(after.timestamp()), answer, sep="\t", file=file)
    sys.exit(1 if wrong else 0)


def needs_look(text):
    """Whether the date may never come: February 30 and the like."""
    _, _, day, month, weekday = text.split()
    if not month.startswith("*") and not day.startswith("*") and (weekday.startswith("*")):
        try:
            croniter(text, FIRST, implement_cron_bug=True, max_years_between_matches=60).get_next()
        except Exception:
            return True
    return False


if __name__ == "__main__":
    main()
