//! Lists of positions, as `cut` reads them: `1,3-5,7-`.

/// Positions from one to another, counted from 1, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The positions that a list names, in order and without overlaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spans(Vec<Span>);

/// What a list counts; the messages differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Bytes,
    Fields,
}

impl Spans {
    /// Reads a list. An error is the message of the real tool.
    pub(super) fn parse(text: &str, counted: Counted) -> Result<Self, String> {
        let parts = text.split([',', ' ', '\t']);
        let mut spans = parts.map(|part| span(part, counted)).collect::<Result<Vec<Span>, _>>()?;
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::new();
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
                _ => merged.push(span),
            }
        }
        Ok(Self(merged))
    }

    /// Returns the positions that are none of these.
    pub(super) fn complement(&self) -> Self {
        let mut gaps = Vec::new();
        let mut next = 1;
        for span in &self.0 {
            if span.from > next {
                gaps.push(Span { from: next, to: span.from - 1 });
            }
            next = span.to.saturating_add(1);
        }
        if next < usize::MAX {
            gaps.push(Span { from: next, to: usize::MAX });
        }
        Self(gaps)
    }

    /// Returns the spans that begin within `count` positions, cut to these.
    pub(super) fn within(&self, count: usize) -> impl Iterator<Item = Span> {
        let spans = self.0.iter().filter(move |span| span.from <= count);
        spans.map(move |span| Span { from: span.from, to: span.to.min(count) })
    }
}

fn span(part: &str, counted: Counted) -> Result<Span, String> {
    let is_fields = counted == Counted::Fields;
    if let Some(at) = part.find(|c: char| !c.is_ascii_digit() && c != '-') {
        let what = if is_fields { "field value" } else { "byte/character position" };
        return Err(format!("invalid {what} '{}'", &part[at..]));
    }
    let Some((from, to)) = part.split_once('-') else {
        let at = position(part, counted)?;
        return from_first(at, at, counted);
    };
    if to.contains('-') {
        let what = if is_fields { "field" } else { "byte or character" };
        return Err(format!("invalid {what} range"));
    }
    if from.is_empty() && to.is_empty() {
        return Err("invalid range with no endpoint: -".to_owned());
    }
    let first = if from.is_empty() { 1 } else { position(from, counted)? };
    let last = if to.is_empty() { usize::MAX } else { position(to, counted)? };
    from_first(first, last, counted)
}

fn from_first(from: usize, to: usize, counted: Counted) -> Result<Span, String> {
    match counted {
        Counted::Fields if from == 0 => Err("fields are numbered from 1".to_owned()),
        Counted::Bytes if from == 0 => {
            Err("byte/character positions are numbered from 1".to_owned())
        }
        _ if to < from => Err("invalid decreasing range".to_owned()),
        _ => Ok(Span { from, to }),
    }
}

/// Reads a position of nothing but digits; none is position zero.
fn position(digits: &str, counted: Counted) -> Result<usize, String> {
    let what = if counted == Counted::Fields { "field number" } else { "byte/character offset" };
    if digits.is_empty() {
        return Ok(0);
    }
    digits.parse().map_err(|_| format!("{what} '{digits}' is too large"))
}
