//! Prometheus' text format 0.0.4: families with `# HELP` and `# TYPE`, samples with labels.

use std::fmt::Write;

/// A page in the making.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
}

impl Exposition {
    pub fn gauge(&mut self, name: &str, help: &str) {
        self.family(name, "gauge", help);
    }

    pub fn counter(&mut self, name: &str, help: &str) {
        self.family(name, "counter", help);
    }

    pub fn histogram(&mut self, name: &str, help: &str) {
        self.family(name, "histogram", help);
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a string doesn't fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.text.push_str(name);
        for (at, (label, text)) in labels.iter().enumerate() {
            let lead = if at == 0 { '{' } else { ',' };
            let _ = write!(self.text, "{lead}{label}=\"{}\"", escaped(text));
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }

    pub fn finish(self) -> String {
        self.text
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// The figures that every program shows under these names, where `/proc` has them.
pub fn write_process(page: &mut Exposition) {
    /// What Linux calls a clock tick to programs is a hundredth of a second on all that it runs on.
    const TICKS_PER_SECOND: f64 = 100.0;
    const PAGE_BYTES: f64 = 4096.0;
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return };
    // The second field is the program's name in parentheses and may hold blanks: the rest begins behind it.
    let fields: Vec<f64> = stat
        .rsplit_once(") ")
        .map(|(_, rest)| rest.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect())
        .unwrap_or_default();
    // proc_pid_stat(5) counts from 1 and from the front; the third field is the first here.
    let field = |number: usize| fields.get(number - 3).copied().unwrap_or(0.0);
    page.counter("process_cpu_seconds_total", "Processor time spent, in user and kernel mode.");
    page.sample("process_cpu_seconds_total", &[], (field(14) + field(15)) / TICKS_PER_SECOND);
    page.gauge("process_resident_memory_bytes", "Memory in use.");
    page.sample("process_resident_memory_bytes", &[], field(24) * PAGE_BYTES);
    page.gauge("process_threads", "Threads.");
    page.sample("process_threads", &[], field(20));
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        page.gauge("process_open_fds", "Open file descriptors.");
        page.sample("process_open_fds", &[], open.count() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut page = Exposition::default();
        page.gauge("a_bytes", "Some.");
        page.sample("a_bytes", &[("x", "1\"\\\n"), ("y", "港")], 1.5);
        assert_eq!(
            page.finish(),
            "# HELP a_bytes Some.\n# TYPE a_bytes gauge\na_bytes{x=\"1\\\"\\\\\\n\",y=\"港\"} 1.5\n"
        );
    }
}
