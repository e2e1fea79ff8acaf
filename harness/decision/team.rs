//! A team file: CSV with a header, an agent a line.

use super::{ConfigFault, Settings};

/// Returns the first thing that is wrong with a team file.
pub(super) fn fault(file: &str, bytes: &[u8], settings: &Settings) -> Option<ConfigFault> {
    let (line, why) = first_fault(bytes, settings)?;
    Some(ConfigFault::Team { file: file.to_owned(), line, why })
}

fn first_fault(bytes: &[u8], settings: &Settings) -> Option<(usize, String)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some((1, "it is no text".to_owned()));
    };
    let columns = &settings.team_columns;
    let header = columns.join(",");
    let mut lines = (1..).zip(text.lines());
    if lines.next().is_none_or(|(_, first)| first != header) {
        return Some((1, format!("the header is not {header}")));
    }
    let mut agents = 0;
    for (number, line) in lines {
        agents += 1;
        if agents > settings.team_agents_max {
            return Some((number, format!("more than {} agents", settings.team_agents_max)));
        }
        let Some(cells) = cells(line) else {
            return Some((number, "a quote is left open, or text stands behind one".to_owned()));
        };
        if cells.len() != columns.len() {
            return Some((number, format!("{} cells, not {}", cells.len(), columns.len())));
        }
        if let Some(empty) = cells.iter().position(|cell| cell.trim().is_empty()) {
            return Some((number, format!("{} is empty", columns[empty])));
        }
    }
    (agents == 0).then(|| (1, "it names no agent".to_owned()))
}

/// Cuts a line at its commas; a cell in double quotes may hold some. None where quotes are wrong.
fn cells(line: &str) -> Option<Vec<&str>> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let (cell, behind) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.split_once('"')?
        } else {
            rest.split_at(rest.find([',', '"']).unwrap_or(rest.len()))
        };
        cells.push(cell);
        if behind.is_empty() {
            return Some(cells);
        }
        rest = behind.strip_prefix(',')?;
    }
}
