//! A pattern as steps for our own matcher.

use super::node::{Node, Place};
use super::set::ByteSet;

/// One step; the next one follows unless it says otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Takes one byte of the set.
    Set(ByteSet),
    /// Goes on where the place fits.
    Place(Place),
    /// Goes on at the first step, or else at the second.
    Either(usize, usize),
    /// Goes on elsewhere.
    Jump(usize),
    /// Remembers the place: slot `2n` is where group `n` starts, `2n + 1` where it ends.
    Save(usize),
    /// Takes again what the group held.
    Back(usize),
    /// The pattern has matched.
    Done,
}

/// The most steps of one program.
const STEPS_MAX: usize = 20_000;

/// Compiles a node; none where the program would be too long.
pub(super) fn compile(node: &Node) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    add(node, &mut steps)?;
    steps.push(Step::Done);
    Some(steps)
}

fn add(node: &Node, steps: &mut Vec<Step>) -> Option<()> {
    match node {
        Node::Empty => {}
        Node::Set(set) => steps.push(Step::Set(*set)),
        Node::Place(place) => steps.push(Step::Place(*place)),
        Node::Back(group) => steps.push(Step::Back(*group)),
        Node::Group(number, inner) => {
            steps.push(Step::Save(2 * number));
            add(inner, steps)?;
            steps.push(Step::Save(2 * number + 1));
        }
        Node::Sequence(nodes) => nodes.iter().try_for_each(|node| add(node, steps))?,
        Node::Either(nodes) => add_either(nodes, steps)?,
        Node::Repeat { node, least, most } => add_repeat(node, *least, *most, steps)?,
    }
    (steps.len() <= STEPS_MAX).then_some(())
}

fn add_either(nodes: &[Node], steps: &mut Vec<Step>) -> Option<()> {
    let mut jumps = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if at + 1 == nodes.len() {
            add(node, steps)?;
            break;
        }
        let fork = steps.len();
        steps.push(Step::Jump(0));
        add(node, steps)?;
        jumps.push(steps.len());
        steps.push(Step::Jump(0));
        steps[fork] = Step::Either(fork + 1, steps.len());
    }
    let end = steps.len();
    for jump in jumps {
        steps[jump] = Step::Jump(end);
    }
    Some(())
}

fn add_repeat(node: &Node, least: u32, most: Option<u32>, steps: &mut Vec<Step>) -> Option<()> {
    for _ in 0..least {
        add(node, steps)?;
    }
    let Some(most) = most else {
        let fork = steps.len();
        steps.push(Step::Jump(0));
        add(node, steps)?;
        steps.push(Step::Jump(fork));
        steps[fork] = Step::Either(fork + 1, steps.len());
        return Some(());
    };
    let mut forks = Vec::new();
    for _ in least..most {
        forks.push(steps.len());
        steps.push(Step::Jump(0));
        add(node, steps)?;
    }
    let end = steps.len();
    for fork in forks {
        steps[fork] = Step::Either(fork + 1, end);
    }
    Some(())
}
