//! One measurement: a process, its times and its instructions.

use crate::gsoap;
use std::process::Command;
use testkit::process::output;

/// The documents of the benchmark.
pub const DOCUMENTS: [&str; 4] = ["a", "b", "c", "d"];

/// One measured case.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// `ours`, `gSOAP`, or another library.
    pub who: &'static str,
    /// `read` or `write`.
    pub work: &'static str,
    /// `a`, `b`, `c` or `d`.
    pub document: &'static str,
    /// `wcf` or `gsoap`; the spelling does not matter for writing.
    pub spelling: &'static str,
    /// Bytes read or written.
    pub bytes: u64,
    /// Bytes of the same values in gSOAP's spelling: instructions are given per such byte.
    pub reference: u64,
    /// Nanoseconds of the fastest pass.
    pub best: u64,
    /// Nanoseconds of the median pass.
    pub median: u64,
    /// Instructions of one pass, counted by callgrind; `None` without valgrind.
    pub instructions: Option<u64>,
}

impl Measurement {
    /// Instructions per byte read; for writing, per byte that gSOAP writes for the same values.
    pub fn per_byte(&self) -> Option<f64> {
        let bytes = match self.work {
            "read" => self.bytes,
            _ => self.reference,
        };
        Some(self.instructions? as f64 / bytes as f64)
    }
}

/// Processor, compilers, gSOAP and load. The load shows whether other programs were running.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(": "));
    let rustc = output(Command::new("rustc").arg("--version")).unwrap_or_default();
    let gcc = output(Command::new("gcc").arg("-dumpfullversion")).unwrap_or_default();
    format!(
        "{}; {}; gcc {}; gSOAP {}; load average at the end {} on {} processors",
        cpu.map_or("unknown processor", |(_, name)| name.trim()),
        rustc.trim(),
        gcc.trim(),
        gsoap::version().unwrap_or_else(|| "missing".into()),
        std::fs::read_to_string("/proc/loadavg")
            .unwrap_or_default()
            .split(' ')
            .next()
            .unwrap_or_default(),
        std::thread::available_parallelism().map_or(0, usize::from),
    )
}

/// Whether valgrind is there to count instructions.
pub fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

/// Bytes, best and median nanoseconds of a process that repeats its work `count` times.
pub fn pass(arguments: &[String], count: &str) -> Result<[u64; 3], String> {
    let text = output(Command::new(&arguments[0]).args(&arguments[1..]).arg(count))?;
    let [bytes, _, best, median] = numbers(&text)?;
    Ok([bytes, best, median])
}

/// Instructions of a whole process that repeats its work `count` times.
pub fn instructions(arguments: &[String], count: u32) -> Result<u64, String> {
    let mut arguments = arguments.to_vec();
    arguments.push(count.to_string());
    instructions_of(&arguments)
}

/// Instructions of a whole process under callgrind.
pub fn instructions_of(arguments: &[String]) -> Result<u64, String> {
    let out = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&out.stderr);
    text.lines()
        .find_map(|line| {
            line.split_once("Collected : ")
                .and_then(|(_, count)| count.trim().parse().ok())
        })
        .ok_or_else(|| format!("callgrind counted nothing for {arguments:?}:\n{text}"))
}

/// The numbers that a program printed.
pub fn numbers<const N: usize>(text: &str) -> Result<[u64; N], String> {
    let numbers: Vec<u64> = text
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    numbers
        .try_into()
        .map_err(|_| format!("{N} numbers were expected in {text:?}"))
}
