//! Reading a log, line by line, into its summary.

use std::collections::BTreeMap;

use super::recent::Recent;
use super::{
    Ending, Heard, Lines, Oddities, Oddity, OpenSession, Record, Rounds, Spawns, Summary,
    Violation, What, Windows, hear,
};
use crate::determinism::Tick;

/// How many sessions are remembered after their end, so that a line that comes late or twice does
/// not open them again.
const OVER_MAX: usize = 10_000;

/// How many violations are kept one by one.
const VIOLATIONS_MAX: usize = 10_000;

/// How many odd lines of a sort are kept one by one.
const ODDITIES_MAX: usize = 20;

/// The most characters of a log's own words in a remark.
const WORD_CHARACTERS_MAX: usize = 60;

/// A byte order mark, which some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads a log into its [`Summary`] at one instant, in memory that grows with the sessions that
/// are open only.
///
/// **Invariant:** for every figure the order of the lines does not matter, only the times of the
/// events. A session is open if it began and did not end at or after its beginning; a session that ended more than
/// once is judged by its latest end. (A line that comes 10,000 ended sessions too late is beyond
/// memory.) Other events count as often as they stand in the log.
#[derive(Debug)]
pub struct Ledger {
    now: Tick,
    windows: Windows,
    line: u64,
    open: BTreeMap<String, Tick>,
    over: Recent,
    judged: Recent,
    spawns: Spawns,
    rounds: Rounds,
    rounds_since_change: Rounds,
    violations: Vec<Violation>,
    violations_beyond: u64,
    lines: Lines,
}

impl Ledger {
    /// Opens the ledger for what is known at `now`.
    pub fn new(now: Tick, windows: Windows) -> Self {
        Self {
            now,
            windows,
            line: 0,
            open: BTreeMap::new(),
            over: Recent::of(OVER_MAX),
            judged: Recent::of(windows.sessions),
            spawns: Spawns::default(),
            rounds: Rounds::default(),
            rounds_since_change: Rounds::default(),
            violations: Vec::new(),
            violations_beyond: 0,
            lines: Lines::default(),
        }
    }

    /// Reads a whole log, or the next lines of one.
    pub fn push_log(&mut self, log: &[u8]) {
        let log = log.strip_suffix(b"\n").unwrap_or(log);
        for line in log.split(|byte| *byte == b'\n') {
            self.push_line(line);
        }
    }

    /// Reads one line, without its line end.
    pub fn push_line(&mut self, line: &[u8]) {
        self.line += 1;
        let is_first = self.line == 1;
        let line = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| is_first).unwrap_or(line);
        if line.trim_ascii().is_empty() {
            return;
        }
        self.lines.read += 1;
        match hear(line) {
            Heard::Event(record) => self.push(&record),
            Heard::UnknownKind(kind) => note(&mut self.lines.unknown_kinds, self.line, &kind),
            Heard::SecondDialect(kind) => note(&mut self.lines.second_dialect, self.line, &kind),
            Heard::Bad(why) => note(&mut self.lines.bad, self.line, why),
        }
    }

    /// Returns what the lines say.
    pub fn summary(mut self) -> Summary {
        self.violations.sort_by_key(|violation| (violation.at, violation.line));
        let open = self.open.into_iter().map(|(session, since)| OpenSession { session, since });
        Summary {
            now: self.now,
            windows: self.windows,
            open: open.collect(),
            ended: self.judged.into_sessions(),
            spawns: self.spawns,
            rounds: self.rounds,
            rounds_since_change: self.rounds_since_change,
            violations: self.violations,
            violations_beyond: self.violations_beyond,
            lines: self.lines,
        }
    }

    fn push(&mut self, record: &Record<'_>) {
        if matches!(record.what, What::SessionStart | What::SessionEnd { .. }) {
            self.lines.session_events += 1;
        }
        if record.at > self.now {
            note(&mut self.lines.future, self.line, &record.at.to_string());
            return;
        }
        let session = record.session.as_deref();
        match &record.what {
            What::SessionStart => self.start(session.unwrap_or_default(), record.at),
            What::SessionEnd { ending } => {
                self.end(session.unwrap_or_default(), record.at, *ending);
            }
            What::AgentSpawn { is_success } => self.spawn(record.at, *is_success),
            What::RoundComplete { duration_ms } => self.round(record.at, *duration_ms),
            What::SecurityEvent { .. } => self.violation(record),
            What::AgentResponse => {}
        }
    }

    fn start(&mut self, session: &str, at: Tick) {
        if self.over.end_of(session).is_some_and(|end| end >= at) {
            return;
        }
        let since = self.open.entry(session.to_owned()).or_insert(at);
        *since = at.max(*since);
    }

    fn end(&mut self, session: &str, at: Tick, ending: Ending) {
        if self.open.get(session).is_some_and(|since| *since <= at) {
            self.open.remove(session);
        }
        self.over.put(session, (at, ending));
        if ending != Ending::Stopped {
            self.judged.put(session, (at, ending));
        }
    }

    fn spawn(&mut self, at: Tick, is_success: bool) {
        if self.now.since(at) < self.windows.rates {
            let counter =
                if is_success { &mut self.spawns.success } else { &mut self.spawns.failed };
            *counter += 1;
        }
    }

    fn round(&mut self, at: Tick, duration_ms: u64) {
        if self.now.since(at) >= self.windows.rates {
            return;
        }
        add(&mut self.rounds, duration_ms);
        if self.windows.changed_at.is_some_and(|changed| at > changed) {
            add(&mut self.rounds_since_change, duration_ms);
        }
    }

    fn violation(&mut self, record: &Record<'_>) {
        let What::SecurityEvent { control, severity } = &record.what else { return };
        if self.now.since(record.at) >= self.windows.violations {
            return;
        }
        if self.violations.len() >= VIOLATIONS_MAX {
            self.violations_beyond += 1;
            return;
        }
        self.violations.push(Violation {
            at: record.at,
            control: control.to_string(),
            severity: *severity,
            session: record.session.as_deref().map(str::to_owned),
            line: self.line,
        });
    }
}

impl Summary {
    /// Reads a whole log at `now`.
    pub fn of(log: &[u8], now: Tick, windows: Windows) -> Self {
        let mut ledger = Ledger::new(now, windows);
        ledger.push_log(log);
        ledger.summary()
    }
}

fn add(rounds: &mut Rounds, duration_ms: u64) {
    rounds.count += 1;
    rounds.sum_ms = rounds.sum_ms.saturating_add(duration_ms);
}

fn note(oddities: &mut Oddities, line: u64, why: &str) {
    oddities.count += 1;
    if oddities.first.len() < ODDITIES_MAX {
        let why = why.chars().take(WORD_CHARACTERS_MAX).collect();
        oddities.first.push(Oddity { line, why });
    }
}
