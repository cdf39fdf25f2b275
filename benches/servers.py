#!/usr/bin/env python3
"""Run feedmill against servers that take their time, and tell what came of it.

    benches/servers.py delay PROGRAM      2,000 hosts that answer after 200 ms: articles a second against the bound
    benches/servers.py lateness PROGRAM   10,000 hourly feeds, 5 % of them hostile: how late polls are
    benches/servers.py --help

The servers are this script's own, on loopback addresses 127.1.x.y, a host each; all else goes to a folder that is
removed at the end. `delay` is a pass of `fetch` for each number of workers, without a gap and then beside hosts whose
pages are never answered. `lateness` is real time: `run` with the settings as they are, gaps of five seconds with them.
It takes the due times out of the archive while the daemon works, and compares with the first request of each poll. The
first polls are at once and the second ones one to two hours later; with `--keep FOLDER` a second run goes on from there.
"""
import argparse
import asyncio
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from datetime import datetime, timezone
from email.utils import formatdate
from pathlib import Path

# What a hostile server does instead of answering.
HOSTILE = ["silent", "trickle", "endless", "reset", "loop", "unavailable"]
WORDS = """harbour ferry council bridge river winter budget school market station village library engine report
minister weather garden railway captain morning evening letter island hospital museum concert factory farmer
teacher student country question answer number window street season village water paper company service history
northern southern early late quiet heavy public private local narrow broad open closed said told asked found
built moved closed raised crossed carried opened promised repaired counted measured visited replaced expected
the the the a a of of to to in in and and for with from under over near after before while because""".split()


def text_of(seed, paragraphs):
    chance = random.Random(seed)
    def sentence():
        words = [chance.choice(WORDS) for _ in range(chance.randint(9, 22))]
        return " ".join(words).capitalize() + "."
    return [" ".join(sentence() for _ in range(chance.randint(3, 6))) for _ in range(paragraphs)]


def title_of(seed):
    chance = random.Random(f"title {seed}")
    return " ".join(chance.choice(WORDS) for _ in range(8)).capitalize()


def page(seed):
    """An article page with a site's furniture about it, some 12 kB."""
    links = "".join(f'<li><a href="/section/{n}">{title_of(n)}</a></li>' for n in range(40))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text_of(seed, 12))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title_of(seed)}</title>
<meta property="og:type" content="article"><meta property="article:published_time" content="2026-03-02T08:00:00Z">
</head><body><header><nav><ul>{links}</ul></nav></header><main><article><h1>{title_of(seed)}</h1>{body}</article>
<aside><ul>{links}</ul></aside></main><footer><p>Imprint. Privacy. Contact.</p></footer></body></html>""".encode()


def feed(host, name, items):
    entries = "".join(
        f"<item><title>{title_of(f'{name} {n}')}</title><link>http://{host}/{name}/{n}.html</link>"
        f"<guid>http://{host}/{name}/{n}.html</guid><description>{text_of(f'{name} {n}', 1)[0]}</description></item>"
        for n in items)
    return f'<rss version="2.0"><channel><title>{name}</title><link>http://{host}/</link>{entries}</channel></rss>'.encode()


class World:
    """What the servers say, and what they saw."""
    def __init__(self, delay, articles):
        self.delay, self.articles = delay, articles
        self.does = {}          # feed → what it does instead of answering
        self.silent = set()     # hosts whose pages are never answered
        self.news_every = 0     # a feed has one more item after so many polls
        self.polls, self.pages, self.bodies = {}, [], {}

    def answer(self, host, path, conditional):
        """Status, lines of the header, body; or what is done instead, as a word."""
        name = path.strip("/").split("/")[0].removesuffix(".xml")
        if path.endswith(".xml"):
            if name in self.does:
                return self.does[name]
            polls = self.polls[name] = self.polls.get(name, 0) + 1
            news = (polls + int(name[1:])) // self.news_every - int(name[1:]) // self.news_every if self.news_every else 0
            tag = f'"{news}"'
            if conditional == tag:
                return 304, [f"etag: {tag}"], b""
            items = range(news, self.articles + news)
            return 200, ["content-type: application/rss+xml", f"etag: {tag}"], feed(host, name, items)
        if path == "/robots.txt":
            return 404, [], b""
        if host.rsplit(":", 1)[0] in self.silent:
            return "silent"
        self.pages.append(time.monotonic())
        # Made ready before the clock runs.
        return 200, ["content-type: text/html; charset=utf-8"], self.bodies.get(path) or page(path)


class Server(asyncio.Protocol):
    world = None

    def connection_made(self, transport):
        self.transport, self.buffer, self.task = transport, b"", None

    def connection_lost(self, _):
        if self.task:
            self.task.cancel()

    def data_received(self, data):
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            answer = self.world.answer(fields.get("host", ""), path, fields.get("if-none-match"))
            if isinstance(answer, str):
                self.task = asyncio.get_running_loop().create_task(self.misbehave(answer, path))
            else:
                asyncio.get_running_loop().call_later(self.world.delay, self.send, *answer)

    def send(self, status, lines, body):
        if not self.transport.is_closing():
            head = [f"HTTP/1.1 {status} Said", f"date: {formatdate(usegmt=True)}", *lines]
            if status != 304:
                head.append(f"content-length: {len(body)}")
            self.transport.write("\r\n".join([*head, "", ""]).encode() + body)

    async def misbehave(self, how, path):
        write, begin = self.transport.write, b"HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n\r\n"
        if how == "silent":
            return
        if how == "reset":
            return self.transport.abort()
        if how == "loop":
            return self.send(302, [f"location: {path}"], b"")
        if how == "unavailable":
            return self.send(503, [], b"")
        write(begin + b'<rss version="2.0"><channel><title>')
        while not self.transport.is_closing():
            write(b"x" if how == "trickle" else b"x" * 65536)
            await asyncio.sleep(1 if how == "trickle" else 0.05)


def address(host, port):
    return f"127.1.{host // 250}.{host % 250 + 1}:{port}"


async def serve(world, hosts, port):
    Server.world = world
    loop = asyncio.get_running_loop()
    for host in range(hosts):
        ip, port_text = address(host, port).split(":")
        await loop.create_server(Server, ip, int(port_text), backlog=1024)


def configuration(path, defaults, daemon, feeds):
    tables = "".join(f'[feed.{name}]\nurl = "http://{at}/{name}.xml"\n' for name, at in feeds)
    path.write_text(f"[daemon]\n{daemon}\n[defaults]\nallow_private = true\n{defaults}\n{tables}")


async def run(program, *arguments, log):
    return await asyncio.create_subprocess_exec(program, *arguments, stdout=log, stderr=log)


def used(child):
    """CPU seconds so far."""
    fields = Path(f"/proc/{child.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss(child):
    """Resident memory and its peak, in MiB."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{child.pid}/status").read_text().splitlines())
    return [int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM")]


async def delay(args, folder):
    feeds = [(f"f{host}", address(host, args.port)) for host in range(args.hosts)]
    world = World(args.delay, args.articles)
    await serve(world, args.hosts, args.port)
    for name, _ in feeds:
        for n in range(args.articles):
            path = f"/{name}/{n}.html"
            world.bodies[path] = page(path)
    print(f"{args.hosts} hosts of {args.articles} articles each, an answer after {args.delay * 1000:.0f} ms")
    print("workers  silent hosts  articles/s  bound  of it   CPU s  ms an article  peak MiB")
    for silent in (0, args.silent):
        for workers in args.workers:
            world.silent = {address(host, args.port).split(":")[0] for host in range(silent)}
            world.pages = []
            base = folder / f"{workers}-{silent}"
            base.mkdir()
            configuration(base / "feedmill.toml", 'gap = "0s"\n', f"workers = {workers}\n", feeds)
            with open(base / "log", "w") as log:
                child = await run(args.program, "fetch", "--config", base / "feedmill.toml", "--database", base / "a.db", log=log)
                expected = (args.hosts - silent) * args.articles
                seen = (0, 0)
                while child.returncode is None and len(world.pages) < expected:
                    seen = (used(child), rss(child)[1])
                    await asyncio.sleep(0.05)
                if child.returncode is None:
                    # Who waits for the silent ones to end waits for nothing else.
                    child.send_signal(signal.SIGTERM)
                await child.wait()
            # The first and the last tenth are the start and the end, where not all workers have something to do.
            pages = sorted(world.pages)
            low, high = len(pages) // 10, len(pages) * 9 // 10
            rate = (high - low) / (pages[high] - pages[low])
            bound = workers / args.delay
            print(f"{workers:7} {silent:13} {rate:11.0f} {bound:6.0f} {rate / bound:6.0%} {seen[0]:7.1f} "
                  f"{seen[0] * 1000 / max(len(pages), 1):14.2f} {seen[1]:9.0f}", flush=True)


async def lateness(args, folder):
    chance = random.Random(9)
    world = World(args.delay, 5)
    world.news_every = 10
    feeds = [(f"f{n}", address(n % args.hosts, args.port)) for n in range(args.feeds)]
    hostile = chance.sample(range(args.feeds), args.feeds * args.hostile_percent // 100)
    world.does = {f"f{n}": HOSTILE[rank % len(HOSTILE)] for rank, n in enumerate(hostile)}
    await serve(world, args.hosts, args.port)
    configuration(folder / "feedmill.toml", 'fulltext = "feed"\n', "", feeds)
    database = folder / "a.db"
    due = set()                 # (feed, due time in ms)
    begun, begun_at = time.monotonic(), time.time()
    with open(folder / "log", "w") as log:
        child = await run(args.program, "run", "--config", folder / "feedmill.toml", "--database", database, log=log)
        while time.monotonic() - begun < args.minutes * 60 and child.returncode is None:
            await asyncio.sleep(15)
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as archive:
                for key, at in archive.execute("SELECT key, next_poll_at_ms FROM feed WHERE last_try_at IS NOT NULL"):
                    due.add((key, at))
        cpu, (resident, peak) = used(child), rss(child)
        child.send_signal(signal.SIGTERM)
        await child.wait()
    report_lateness(database, [(key, at / 1000) for key, at in due], world.does, begun_at)
    print(f"{cpu:.1f} s of CPU in {args.minutes} minutes; {resident:.0f} MiB resident at the end, {peak:.0f} at the peak")


def report_lateness(database, due, does, begun):
    """`begun` and the times in `due` in seconds of the Unix epoch."""
    archive = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    asked = {}
    for key, text in archive.execute(
            "SELECT key, at FROM request JOIN feed ON feed.id = feed_id WHERE kind IN ('poll', 'robots') ORDER BY at"):
        # What is written is the second's start.
        at = datetime.fromisoformat(text).timestamp()
        if at + 1 > begun:
            asked.setdefault(key, []).append(at)
    last = max(at for times in asked.values() for at in times)
    late, missed = {"sound": [], "hostile": []}, 0
    for key, at in due:
        # What was due when the daemon was stopped, or before it began, says nothing.
        if begun + 10 < at < last - 120:
            first = next((asked_at for asked_at in asked.get(key, []) if asked_at + 1 > at), None)
            missed += first is None
            late["hostile" if key in does else "sound"].append(max(0.0, (last if first is None else first) - at))
    for whose, values in (*late.items(), ("all", late["sound"] + late["hostile"])):
        values.sort()
        at = lambda share: values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
        print(f"{whose:8} {len(values):6} polls, late by: median {at(.5):.1f} s, p90 {at(.9):.1f}, p99 {at(.99):.1f}, "
              f"p99.9 {at(.999):.1f}, most {at(1):.1f}")
    print(f"due and never asked: {missed}")
    outcomes = "SELECT outcome, count(*) FROM request WHERE kind = 'poll' AND at >= ? GROUP BY 1 ORDER BY 2 DESC"
    since = datetime.fromtimestamp(begun, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for outcome, count in archive.execute(outcomes, [since]):
        print(f"{count:8} {outcome}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in (delay, lateness):
        command = kinds.add_parser(kind.__name__)
        command.add_argument("program")
        command.add_argument("--hosts", type=int, default=2000)
        command.add_argument("--delay", type=float, default=0.2, metavar="SECONDS")
        command.add_argument("--port", type=int, default=8970)
        command.add_argument("--keep", type=Path, help="a folder for the archive and the log, which stay")
    kinds.choices["delay"].add_argument("--articles", type=int, default=5)
    kinds.choices["delay"].add_argument("--workers", type=int, nargs="+", default=[32, 128, 256])
    kinds.choices["delay"].add_argument("--silent", type=int, default=1, metavar="HOSTS")
    kinds.choices["lateness"].add_argument("--feeds", type=int, default=10_000)
    kinds.choices["lateness"].add_argument("--hostile-percent", type=int, default=5)
    kinds.choices["lateness"].add_argument("--minutes", type=int, default=130)
    args = parser.parse_args()
    work = {"delay": delay, "lateness": lateness}[args.kind]
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
        asyncio.run(work(args, args.keep))
    else:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(work(args, Path(folder)))


if __name__ == "__main__":
    main()
