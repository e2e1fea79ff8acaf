//! What is done to the value of a parameter: `:-`, `#`, `%`, `/`, `:1:2`, `^`, `@Q`.

use super::super::evaluate::{Flow, Shell, Unwind};
use super::super::grammar::{Operation, Parameter, Piece, Subject, When};
use super::super::state::Variable;
use super::change::{Changer, Replacing, cased};
use super::fragment::{Fragment, Place};
use super::parameter::{Done, Found, shown};
use super::quote::reusable;

impl Shell<'_> {
    /// Does to a value what the parameter asks for.
    pub(super) fn operate(
        &mut self,
        subject: &Subject,
        found: Found,
        parameter: &Parameter,
        place: Place,
    ) -> Flow<Done> {
        Ok(Done::Found(match &parameter.operation {
            Operation::Value => found,
            Operation::Length => Found::Text(Some(length(&found).to_string())),
            Operation::Default(when, operand) => {
                if !is_missing(&found, *when) {
                    return Ok(Done::Found(found));
                }
                return self.operand(operand, place).map(Done::Fragments);
            }
            Operation::Alternative(when, operand) => {
                if is_missing(&found, *when) {
                    return Ok(nothing(&found, place));
                }
                return self.operand(operand, place).map(Done::Fragments);
            }
            Operation::Assign(when, operand) => {
                if !is_missing(&found, *when) {
                    return Ok(Done::Found(found));
                }
                self.assign_default(subject, operand, place)?
            }
            Operation::Require(when, operand) => {
                if !is_missing(&found, *when) {
                    return Ok(Done::Found(found));
                }
                return self.refuse_missing(subject, *when, operand);
            }
            Operation::Slice { offset, length } => {
                self.slice(subject, found, offset, length.as_deref())?
            }
            Operation::Transform(letter) => self.transform(subject, found, *letter, parameter)?,
            other => self.change(found, other, place)?,
        }))
    }

    fn operand(&mut self, operand: &[Piece], place: Place) -> Flow<Vec<Fragment>> {
        let inner = if place == Place::Quoted { Place::Quoted } else { Place::Operand };
        let mut fragments = Vec::new();
        self.fragments(operand, inner, &mut fragments)?;
        if operand.is_empty() && place == Place::Quoted {
            fragments.push(Fragment::Quoted(String::new()));
        }
        Ok(fragments)
    }

    fn assign_default(
        &mut self,
        subject: &Subject,
        operand: &[Piece],
        place: Place,
    ) -> Flow<Found> {
        let inner = if place == Place::Quoted { Place::Quoted } else { Place::Word };
        let value = self.joined(operand, inner)?;
        match subject {
            Subject::Variable { name, subscript: None } => {
                self.assign_text(name, value.clone())?;
            }
            Subject::Variable {
                name,
                subscript: Some(super::super::grammar::Subscript::One { source, .. }),
            } => self.assign_element(name, source, value.clone(), false)?,
            other => {
                return self.abandon(&format!("${}: cannot assign in this way", shown(other)));
            }
        }
        Ok(Found::Text(Some(value)))
    }

    fn refuse_missing(&mut self, subject: &Subject, when: When, operand: &[Piece]) -> Flow<Done> {
        let said = self.joined(operand, Place::Word)?;
        let message = match (operand.is_empty(), when) {
            (false, _) => said,
            (true, When::Unset) => "parameter not set".to_owned(),
            (true, When::UnsetOrEmpty) => "parameter null or not set".to_owned(),
        };
        self.give_up(&format!("{}: {message}", shown(subject)))
    }

    /// Changes each text of a value.
    fn change(&mut self, found: Found, operation: &Operation, place: Place) -> Flow<Found> {
        let changer = self.changer(operation, place)?;
        let change = |text: String| changer.apply(&text);
        Ok(match found {
            Found::Text(text) => Found::Text(text.map(change).transpose()?),
            Found::Several { items, joined } => {
                let items = items.into_iter().map(change).collect::<Flow<Vec<_>>>()?;
                Found::Several { items, joined }
            }
            Found::Array(items) => {
                Found::Array(items.into_iter().map(change).collect::<Flow<Vec<_>>>()?)
            }
        })
    }

    fn changer(&mut self, operation: &Operation, place: Place) -> Flow<Changer> {
        Ok(match operation {
            Operation::RemovePrefix { longest, pattern } => {
                Changer::Prefix { longest: *longest, pattern: self.pattern(pattern, false)? }
            }
            Operation::RemoveSuffix { longest, pattern } => Changer::Suffix {
                longest: *longest,
                pattern: self.pattern(pattern, false)?.reversed(),
            },
            Operation::Replace { place: at, pattern, text } => {
                let pattern = self.pattern(pattern, false)?;
                let text = self.replacement(text, place)?;
                Changer::Replace { at: *at, pattern, text }
            }
            Operation::Case { upper, every, pattern } => {
                let pattern = match pattern {
                    Some(pattern) => Some(self.pattern(pattern, false)?),
                    None => None,
                };
                Changer::Case { upper: *upper, every: *every, pattern }
            }
            _ => Changer::None,
        })
    }

    /// Expands the text that takes the place of a match; an unquoted `&` stands for the match.
    fn replacement(&mut self, pieces: &[Piece], place: Place) -> Flow<Vec<Replacing>> {
        let inner = if place == Place::Quoted { Place::Word } else { place };
        let mut fragments = Vec::new();
        self.fragments(pieces, inner, &mut fragments)?;
        Ok(fragments.iter().flat_map(Replacing::parts_of).collect())
    }

    fn slice(
        &mut self,
        subject: &Subject,
        found: Found,
        offset: &[Piece],
        length: Option<&[Piece]>,
    ) -> Flow<Found> {
        let offset = self.number(offset)?;
        let length = match length {
            Some(length) => Some(self.number(length)?),
            None => None,
        };
        match found {
            Found::Text(text) => {
                let letters: Vec<char> = text.unwrap_or_default().chars().collect();
                let range = self.range(letters.len(), offset, length)?;
                Ok(Found::Text(Some(letters[range].iter().collect())))
            }
            Found::Several { mut items, joined } => {
                if matches!(subject, Subject::All { .. }) {
                    items.insert(0, self.state.name.clone());
                }
                if length.is_some_and(|length| length < 0) {
                    let length = length.unwrap_or_default();
                    return self.abandon(&format!("{length}: substring expression < 0"));
                }
                let range = self.range(items.len(), offset, length)?;
                Ok(Found::Several { items: items[range].to_vec(), joined })
            }
            Found::Array(items) => Ok(Found::Array(items)),
        }
    }

    fn number(&mut self, pieces: &[Piece]) -> Flow<i64> {
        let expression = self.joined(pieces, Place::Quoted)?;
        self.arithmetic_or_abandon(&expression)
    }

    fn range(&self, size: usize, offset: i64, length: Option<i64>) -> Flow<std::ops::Range<usize>> {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let start = if offset < 0 { size.saturating_add(offset) } else { offset };
        if !(0..=size).contains(&start) {
            return Ok(0..0);
        }
        let end = match length {
            None => size,
            Some(length) if length < 0 => size.saturating_add(length),
            Some(length) => start.saturating_add(length).min(size),
        };
        if end < start {
            let length = length.unwrap_or_default();
            return self.abandon(&format!("{length}: substring expression < 0"));
        }
        let whole = |n: i64| usize::try_from(n).unwrap_or_default();
        Ok(whole(start)..whole(end))
    }

    fn transform(
        &mut self,
        subject: &Subject,
        found: Found,
        letter: char,
        parameter: &Parameter,
    ) -> Flow<Found> {
        let change: fn(&str) -> String = match letter {
            'Q' => reusable,
            'U' => |text| cased(text, true, true),
            'L' => |text| cased(text, false, true),
            'u' => |text| cased(text, true, false),
            'a' => {
                let name = shown(subject);
                let variable = self.state.variables.get(&name);
                return Ok(Found::Text(Some(variable.map(Variable::letters).unwrap_or_default())));
            }
            _ => return Err(Unwind::unmodelled(format!("${{{}}}", parameter.source))),
        };
        Ok(match found {
            Found::Text(text) => Found::Text(text.as_deref().map(change)),
            Found::Several { items, joined } => {
                Found::Several { items: items.iter().map(|item| change(item)).collect(), joined }
            }
            Found::Array(items) => Found::Array(items),
        })
    }
}

/// Returns what stands for a missing value: between quotes an empty word, but of no words none.
fn nothing(found: &Found, place: Place) -> Done {
    let has_no_words = matches!(found, Found::Several { joined: false, .. });
    let is_quoted = place == Place::Quoted && !has_no_words;
    Done::Fragments(is_quoted.then(|| Fragment::Quoted(String::new())).into_iter().collect())
}

fn length(found: &Found) -> usize {
    match found {
        Found::Text(text) => text.as_ref().map_or(0, |text| text.chars().count()),
        Found::Several { items, .. } | Found::Array(items) => items.len(),
    }
}

fn is_missing(found: &Found, when: When) -> bool {
    let empty_counts = when == When::UnsetOrEmpty;
    match found {
        Found::Text(None) => true,
        Found::Text(Some(text)) => empty_counts && text.is_empty(),
        Found::Several { items, .. } | Found::Array(items) => {
            items.is_empty() || (empty_counts && items.len() == 1 && items[0].is_empty())
        }
    }
}
