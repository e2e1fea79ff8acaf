//! The open files of a shell, by number.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Input, Sink};

/// What a descriptor is connected to.
#[derive(Debug, Clone)]
pub(in crate::shell) enum Endpoint {
    /// Something to read.
    Input(Input),
    /// Somewhere to write.
    Sink(Sink),
    /// A file that is written: bytes wait in the sink until they are put there.
    File {
        /// Where the bytes wait.
        sink: Sink,
        /// The file, absolute in the world.
        path: String,
    },
    /// `/dev/null` for writing.
    Null,
}

/// The descriptors of one shell.
#[derive(Debug, Clone)]
pub(in crate::shell) struct Descriptors {
    ends: BTreeMap<i32, Endpoint>,
    /// What the command line was given as input, output and errors.
    given: (Input, Sink, Sink),
    /// The numbers that were opened or closed since.
    touched: BTreeSet<i32>,
}

impl Descriptors {
    /// Connects input, output and errors.
    pub(in crate::shell) fn new(stdin: Input, stdout: Sink, stderr: Sink) -> Self {
        let given = (stdin.clone(), stdout.clone(), stderr.clone());
        let ends = [Endpoint::Input(stdin), Endpoint::Sink(stdout), Endpoint::Sink(stderr)];
        Self { ends: (0..).zip(ends).collect(), given, touched: BTreeSet::new() }
    }

    /// Takes over what an earlier command line left changed, as `exec 2>&1` does.
    pub(in crate::shell) fn keep(&mut self, earlier: &Self) {
        for number in &earlier.touched {
            match earlier.get(*number) {
                Some(end) => self.open(*number, self.renewed(end, earlier)),
                None => self.close(*number),
            }
        }
    }

    /// Returns the end of an earlier command line in terms of this one.
    fn renewed(&self, end: &Endpoint, earlier: &Self) -> Endpoint {
        match end {
            Endpoint::Input(input) if input.is_same(&earlier.given.0) => {
                Endpoint::Input(self.given.0.clone())
            }
            Endpoint::Sink(sink) if sink.is_same(&earlier.given.1) => {
                Endpoint::Sink(self.given.1.clone())
            }
            Endpoint::Sink(sink) if sink.is_same(&earlier.given.2) => {
                Endpoint::Sink(self.given.2.clone())
            }
            other => other.clone(),
        }
    }

    /// Returns what `number` is connected to.
    pub(in crate::shell) fn get(&self, number: i32) -> Option<&Endpoint> {
        self.ends.get(&number)
    }

    /// Connects `number`.
    pub(in crate::shell) fn open(&mut self, number: i32, end: Endpoint) {
        self.touched.insert(number);
        self.ends.insert(number, end);
    }

    /// Closes `number`.
    pub(in crate::shell) fn close(&mut self, number: i32) {
        self.touched.insert(number);
        self.ends.remove(&number);
    }

    /// Returns the input at `number`; none where it is closed or only written.
    pub(in crate::shell) fn input(&self, number: i32) -> Option<Input> {
        match self.get(number) {
            Some(Endpoint::Input(input)) => Some(input.clone()),
            _ => None,
        }
    }

    /// Returns the sink at `number`; none where it is closed or only read.
    pub(in crate::shell) fn sink(&self, number: i32) -> Option<Sink> {
        match self.get(number) {
            Some(Endpoint::Sink(sink) | Endpoint::File { sink, .. }) => Some(sink.clone()),
            Some(Endpoint::Null) => Some(Sink::new()),
            _ => None,
        }
    }

    /// Returns the files that are open for writing, with what waits to be written.
    pub(in crate::shell) fn files(&self) -> impl Iterator<Item = (&str, &Sink)> {
        self.ends.values().filter_map(|end| match end {
            Endpoint::File { sink, path } => Some((path.as_str(), sink)),
            _ => None,
        })
    }
}
