//! Standard input and output of commands: shared buffers, bounded.

use std::cell::RefCell;
use std::rc::Rc;

/// The most bytes one sink keeps; what comes after is counted and thrown away.
const SINK_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Standard input. Clones share one position: what one command reads, the next does not see.
#[derive(Debug, Clone)]
pub struct Input(Rc<RefCell<Source>>);

#[derive(Debug)]
enum Source {
    Terminal,
    Bytes { bytes: Vec<u8>, at: usize, file_size: Option<u64> },
}

impl Input {
    /// The operator's keyboard, on which nobody types.
    pub fn terminal() -> Self {
        Self(Rc::new(RefCell::new(Source::Terminal)))
    }

    /// Bytes from a pipe or a here-document.
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        Self(Rc::new(RefCell::new(Source::Bytes { bytes, at: 0, file_size: None })))
    }

    /// The bytes of a regular file.
    pub fn of_file(bytes: Vec<u8>) -> Self {
        let file_size = Some(bytes.len() as u64);
        Self(Rc::new(RefCell::new(Source::Bytes { bytes, at: 0, file_size })))
    }

    /// Returns the size of the regular file that is read, in bytes; none where it is no such file.
    pub fn file_size(&self) -> Option<u64> {
        match &*self.0.borrow() {
            Source::Terminal => None,
            Source::Bytes { file_size, .. } => *file_size,
        }
    }

    /// An input that is at its end, as `/dev/null` is.
    pub fn empty() -> Self {
        Self::of_bytes(Vec::new())
    }

    /// Returns whether both read from one place.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Returns whether a read would wait for somebody to type.
    pub fn is_terminal(&self) -> bool {
        matches!(*self.0.borrow(), Source::Terminal)
    }

    /// Takes everything that is left. A terminal gives nothing: ask [`Input::is_terminal`] first.
    pub fn take_all(&self) -> Vec<u8> {
        match &mut *self.0.borrow_mut() {
            Source::Terminal => Vec::new(),
            Source::Bytes { bytes, at, .. } => {
                let rest = bytes[*at..].to_vec();
                *at = bytes.len();
                rest
            }
        }
    }

    /// Takes one line with its line end, or the rest where no line end follows; none at the end.
    pub fn take_line(&self) -> Option<Vec<u8>> {
        self.take_until(b'\n')
    }

    /// Takes one byte; none at the end.
    pub fn take_byte(&self) -> Option<u8> {
        match &mut *self.0.borrow_mut() {
            Source::Terminal => None,
            Source::Bytes { bytes, at, .. } => {
                let byte = bytes.get(*at).copied();
                *at += usize::from(byte.is_some());
                byte
            }
        }
    }

    /// Takes what stands up to and with `delimiter`, or the rest where none follows; none at the
    /// end.
    pub fn take_until(&self, delimiter: u8) -> Option<Vec<u8>> {
        match &mut *self.0.borrow_mut() {
            Source::Terminal => None,
            Source::Bytes { at, bytes, .. } if *at >= bytes.len() => None,
            Source::Bytes { bytes, at, .. } => {
                let rest = &bytes[*at..];
                let length =
                    rest.iter().position(|b| *b == delimiter).map_or(rest.len(), |end| end + 1);
                *at += length;
                Some(rest[..length].to_vec())
            }
        }
    }
}

/// Standard output or error. Clones write to one buffer, so `2>&1` keeps the order.
#[derive(Debug, Clone, Default)]
pub struct Sink(Rc<RefCell<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    bytes: Vec<u8>,
    dropped: u64,
}

impl Sink {
    /// Makes an empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns whether both write to one place.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Adds `bytes`, as far as the bound allows.
    pub fn write(&self, bytes: &[u8]) {
        let mut kept = self.0.borrow_mut();
        let room = SINK_BYTES_MAX.saturating_sub(kept.bytes.len()).min(bytes.len());
        kept.bytes.extend_from_slice(&bytes[..room]);
        kept.dropped += (bytes.len() - room) as u64;
    }

    /// Takes what was written so far and leaves the sink empty.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.borrow_mut().bytes)
    }

    /// Returns how many bytes did not fit.
    pub fn dropped(&self) -> u64 {
        self.0.borrow().dropped
    }
}
