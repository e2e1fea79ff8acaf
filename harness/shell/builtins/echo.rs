//! `echo`.

use super::super::Exit;
use super::super::evaluate::Shell;
use super::super::grammar::{Escapes, decode};

pub(super) fn echo(shell: &mut Shell<'_>, argv: &[String]) -> Exit {
    let is_option = |argument: &&String| {
        argument.len() > 1
            && argument.starts_with('-')
            && argument[1..].chars().all(|letter| "neE".contains(letter))
    };
    let options = argv[1..].iter().take_while(is_option).count();
    let mut ends_line = true;
    let mut reads_escapes = false;
    for letter in argv[1..=options].iter().flat_map(|argument| argument[1..].chars()) {
        match letter {
            'n' => ends_line = false,
            letter => reads_escapes = letter == 'e',
        }
    }
    let text = argv[1 + options..].join(" ");
    let mut bytes = text.clone().into_bytes();
    if reads_escapes {
        let decoded = decode(&text, Escapes::Echo);
        ends_line = ends_line && !decoded.ends_output;
        bytes = decoded.bytes;
    }
    if ends_line {
        bytes.push(b'\n');
    }
    shell.print_of("echo", &bytes)
}
