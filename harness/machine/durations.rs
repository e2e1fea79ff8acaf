//! How long commands take on the virtual clock.

use std::collections::BTreeMap;
use std::time::Duration;

/// How long commands take on the virtual clock (`pack.yaml`, `durations.commands`).
#[derive(Debug, Clone, Default)]
pub struct Durations {
    /// By the first one or two words of a command (`git`, `git push`, `npm run deploy:staging`);
    /// the longest match counts.
    pub by_command: BTreeMap<String, Duration>,
    /// For a command that no entry names.
    pub otherwise: Duration,
}

impl Durations {
    /// Returns how long a command takes, by the longest entry that its words begin with.
    pub fn of(&self, argv: &[String]) -> Duration {
        (1..=argv.len().min(3))
            .rev()
            .find_map(|words| self.by_command.get(&argv[..words].join(" ")))
            .copied()
            .unwrap_or(self.otherwise)
    }
}
