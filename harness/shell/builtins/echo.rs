//! `echo`.

use super::super::Exit;
use super::super::evaluate::{Flow, Shell};
use super::super::grammar::{Escapes, decode};

pub(super) fn echo(shell: &mut Shell<'_>, argv: &[String]) -> Flow<Exit> {
    let is_option = |argument: &&String| {
        argument.len() > 1
            && argument.starts_with('-')
            && argument[1..].chars().all(|letter| "neE".contains(letter))
    };
    let options = argv[1..].iter().take_while(is_option).count();
    let mut ends_line = true;
    let mut decodes = false;
    for letter in argv[1..=options].iter().flat_map(|argument| argument[1..].chars()) {
        match letter {
            'n' => ends_line = false,
            letter => decodes = letter == 'e',
        }
    }
    let text = argv[1 + options..].join(" ");
    let mut bytes = text.clone().into_bytes();
    if decodes {
        let decoded = decode(&text, Escapes::Echo);
        ends_line = ends_line && !decoded.ends_output;
        bytes = decoded.bytes;
    }
    if ends_line {
        bytes.push(b'\n');
    }
    Ok(shell.print_of("echo", &bytes))
}
