//! The decision matrix: a table with a column of conditions and one of levels.

use super::heading::whole_level;
use crate::runbook::markdown::{Line, Node, Outline, Row, Table, remark_behind};
use crate::runbook::model::{Level, MatrixRow, Urgency};
use crate::runbook::reading::Reading;
use crate::runbook::words::{durations_in, threshold_in};

/// The columns that are understood, by their place in the table.
#[derive(Debug, Default)]
struct Columns {
    condition: Option<usize>,
    level: Option<usize>,
    urgency: Option<usize>,
    authority: Option<usize>,
}

/// Reads every table that is a decision matrix, in the order of the text.
pub(in crate::runbook) fn read_matrix(
    reading: &Reading<'_>,
    outline: &Outline,
    levels: &[Level],
) -> Vec<MatrixRow> {
    let nodes = outline.sections.iter().flat_map(|section| &section.nodes);
    let tables = nodes.filter_map(|node| match node {
        Node::Table(table) => Some(table),
        Node::Paragraph(_) | Node::List(_) | Node::Code(_) => None,
    });
    let mut rows = Vec::new();
    for table in tables {
        let columns = columns(&table.head);
        if let (Some(condition), Some(level)) = (columns.condition, columns.level) {
            let reader = RowReader { reading, table, columns: &columns, condition, level, levels };
            rows.extend(table.rows.iter().filter_map(|row| reader.row(row)));
        }
    }
    rows
}

fn columns(head: &Row) -> Columns {
    let mut columns = Columns::default();
    for (place, cell) in head.cells.iter().enumerate() {
        let lower = cell.text.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let slot = if has(&["authority", "approv", "who", "decide", "owner"]) {
            &mut columns.authority
        } else if has(&["urgency", "within", "deadline", "how soon", "time"]) {
            &mut columns.urgency
        } else if has(&["condition", "trigger", "symptom", "signal", "situation", "when"]) {
            &mut columns.condition
        } else if has(&["level"]) {
            &mut columns.level
        } else {
            continue;
        };
        slot.get_or_insert(place);
    }
    columns
}

struct RowReader<'r, 's> {
    reading: &'r Reading<'s>,
    table: &'r Table,
    columns: &'r Columns,
    condition: usize,
    level: usize,
    levels: &'r [Level],
}

impl RowReader<'_, '_> {
    fn row(&self, row: &Row) -> Option<MatrixRow> {
        let text = |place: usize| row.cells.get(place).map_or("", |cell| cell.text.trim());
        let (condition, detail) = remark_behind(text(self.condition));
        if condition.is_empty() {
            self.refuse(row, self.condition, "this row names no condition");
            return None;
        }
        let Some(level) = whole_level(text(self.level)) else {
            self.refuse(row, self.level, "this row names no level that is understood");
            return None;
        };
        self.remark_on_level(row, level);
        Some(MatrixRow {
            span: self.reading.span(row.range.start..row.range.end),
            condition: condition.to_owned(),
            detail: detail.map(str::to_owned),
            threshold: threshold_in(condition),
            level,
            urgency: self.columns.urgency.and_then(|place| self.urgency(row, place)),
            authorities: self.columns.authority.map_or_else(Vec::new, |place| names(text(place))),
            others: self.others(row),
        })
    }

    fn urgency(&self, row: &Row, place: usize) -> Option<Urgency> {
        let text = row.cells.get(place).map_or("", |cell| cell.text.trim());
        let lower = text.to_ascii_lowercase();
        if ["immediate", "at once", "now", "asap"].iter().any(|word| lower.starts_with(word)) {
            return Some(Urgency::Immediate);
        }
        if let Some(found) = durations_in(text).last() {
            return Some(Urgency::Within(found.length));
        }
        self.reading.warn(
            "unclear-urgency",
            self.cell_span(row, place),
            "this urgency is not understood",
            "write 'Immediate', or a time as in 'Within 15 min'",
        );
        None
    }

    fn refuse(&self, row: &Row, place: usize, message: &str) {
        self.reading.error(
            "unclear-row",
            self.cell_span(row, place),
            format!("{message}, so it is left out"),
            "write the condition in words and the level as in 'Level 2'",
        );
    }

    fn remark_on_level(&self, row: &Row, level: u8) {
        if !self.levels.iter().any(|each| each.number == level) {
            self.reading.warn(
                "unknown-level",
                self.cell_span(row, self.level),
                format!("this calls for level {level}, which the runbook does not have"),
                "name a level that is written down",
            );
        }
    }

    fn cell_span(&self, row: &Row, place: usize) -> crate::runbook::Span {
        let cell = row.cells.get(place).filter(|cell| !cell.text.trim().is_empty());
        self.reading.span(cell.map_or_else(|| row.range.clone(), |cell| cell.range.clone()))
    }

    fn others(&self, row: &Row) -> Vec<(String, String)> {
        let columns = self.columns;
        let known = [Some(self.condition), Some(self.level), columns.urgency, columns.authority];
        let cells = self.table.head.cells.iter().zip(&row.cells).enumerate();
        let trimmed = |cell: &Line| cell.text.trim().to_owned();
        cells
            .filter(|(place, _)| !known.contains(&Some(*place)))
            .map(|(_, (head, cell))| (trimmed(head), trimmed(cell)))
            .collect()
    }
}

/// Cuts "CTO + Security architect" into its names.
fn names(text: &str) -> Vec<String> {
    text.split(['+', ',', '&'])
        .flat_map(|part| part.split(" and "))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name != "-")
        .collect()
}
