//! What work costs: CPU of a thread, bytes written, memory, as Linux counts them.

use std::fs;
use std::time::{Duration, Instant};

/// CPU time of the threads of this process that have this name.
pub fn cpu_of_threads(name: &str) -> Duration {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let named =
        tasks.filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|found| found.trim() == name));
    named.map(|task| ran(&task.path().join("schedstat").to_string_lossy())).sum()
}

/// CPU time of this thread.
pub fn cpu_of_this_thread() -> Duration {
    ran("/proc/thread-self/schedstat")
}

fn ran(path: &str) -> Duration {
    let text = fs::read_to_string(path).unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or(0))
}

/// Bytes that this process had written to the disk.
pub fn bytes_written() -> u64 {
    number("/proc/self/io", "write_bytes: ")
}

/// Peak of resident memory so far.
pub fn peak_mib() -> u64 {
    number("/proc/self/status", "VmHWM:") / 1024
}

fn number(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Times that each piece of work is done.
const ROUNDS: usize = 3;

/// The outcome, and milliseconds by the clock and of the CPU.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64, f64) {
    let (started, cpu) = (Instant::now(), cpu_of_this_thread());
    let outcome = work();
    let cpu = (cpu_of_this_thread() - cpu).as_secs_f64() * 1000.0;
    (outcome, started.elapsed().as_secs_f64() * 1000.0, cpu)
}

/// Times of one kind of question, in milliseconds.
#[derive(Default)]
pub struct Times {
    wall: Vec<f64>,
    cpu: Vec<f64>,
    /// Rows found by the question that took longest.
    slowest: (f64, String),
    last_is_slowest: bool,
}

impl Times {
    /// Does the work three times. By the clock the quickest counts: what is measured is the archive, not its neighbours.
    /// The CPU is counted in steps so coarse that only the mean says something.
    pub fn take<T>(&mut self, what: &str, work: impl Fn() -> T) -> T {
        let (outcome, mut wall, mut cpu) = timed(&work);
        for _ in 1..ROUNDS {
            let (_, again_wall, again_cpu) = timed(&work);
            (wall, cpu) = (wall.min(again_wall), cpu + again_cpu);
        }
        cpu /= ROUNDS as f64;
        self.wall.push(wall);
        self.cpu.push(cpu);
        self.last_is_slowest = cpu > self.slowest.0;
        if self.last_is_slowest {
            self.slowest = (cpu, what.to_owned());
        }
        outcome
    }

    /// Says what the last question was, should it be the slowest so far.
    pub fn name_slowest(&mut self, name: impl FnOnce() -> String) {
        if self.last_is_slowest {
            self.slowest.1 = name();
        }
    }

    pub fn middle(&mut self) -> f64 {
        self.wall.sort_by(f64::total_cmp);
        self.wall.get(self.wall.len() / 2).copied().unwrap_or(0.0)
    }

    /// `kind  count  p50 p95 max by the clock  mean and p95 of the CPU  slowest`.
    pub fn line(&mut self, kind: &str) -> String {
        let of = |times: &mut Vec<f64>, share: f64| {
            times.sort_by(f64::total_cmp);
            times.get(((times.len() as f64 * share).ceil() as usize).saturating_sub(1)).copied().unwrap_or(0.0)
        };
        format!(
            "{kind:<36}{:>5}{:>9.1}{:>9.1}{:>9.1}{:>9.1}{:>9.1}  {}",
            self.wall.len(),
            of(&mut self.wall, 0.5),
            of(&mut self.wall, 0.95),
            of(&mut self.wall, 1.0),
            self.cpu.iter().sum::<f64>() / self.cpu.len().max(1) as f64,
            of(&mut self.cpu, 0.95),
            self.slowest.1,
        )
    }
}
