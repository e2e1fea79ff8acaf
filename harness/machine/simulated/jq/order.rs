//! Which value comes first.

use std::cmp::Ordering;

use super::object::Object;
use super::value::Value;

impl Value {
    /// Orders two values: by type, then by content. Not-a-number comes before all numbers, and
    /// before itself.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Number(left), Self::Number(right)) => numbers(*left, *right),
            (Self::Text(left), Self::Text(right)) => left.cmp(right),
            (Self::Array(left), Self::Array(right)) => arrays(left, right),
            (Self::Object(left), Self::Object(right)) => objects(left, right),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
            Self::Array(_) => 4,
            Self::Object(_) => 5,
        }
    }
}

fn numbers(left: f64, right: f64) -> Ordering {
    match left.partial_cmp(&right) {
        Some(order) => order,
        None if left.is_nan() => Ordering::Less,
        None => Ordering::Greater,
    }
}

fn arrays(left: &[Value], right: &[Value]) -> Ordering {
    let differing = left.iter().zip(right).map(|(left, right)| left.order(right));
    differing.into_iter().find(|order| order.is_ne()).unwrap_or(left.len().cmp(&right.len()))
}

/// Objects are ordered by their sorted keys first, then by the values under them.
fn objects(left: &Object, right: &Object) -> Ordering {
    let keys = left.by_key().map(|(key, _)| key).cmp(right.by_key().map(|(key, _)| key));
    let values = || {
        let pairs = left.by_key().zip(right.by_key());
        let mut orders = pairs.map(|((_, left), (_, right))| left.order(right));
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    keys.then_with(values)
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.order(other))
    }
}
