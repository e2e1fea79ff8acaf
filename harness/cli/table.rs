//! Plain columns: what `list` and `plan` print for people.

use serde_json::Value;

/// One line of a list, for people and for machines.
#[derive(Debug)]
pub(super) struct Row {
    /// The columns.
    pub(super) cells: Vec<String>,
    /// The same for machines.
    pub(super) value: Value,
}

/// Lays rows out in columns, two blanks apart, nothing behind the last word.
pub(super) fn to_lines(rows: &[Row]) -> String {
    let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.cells.get(at)).map(|c| c.chars().count()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut text = String::new();
    for row in rows {
        let padded = row.cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
