//! The command `l`.

/// Writes text so that every byte can be seen, in lines of at most `width` (`l`).
pub(super) fn shown(text: &[u8], width: usize) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    for byte in text {
        let piece = match byte {
            b'\\' => b"\\\\".to_vec(),
            7 => b"\\a".to_vec(),
            8 => b"\\b".to_vec(),
            12 => b"\\f".to_vec(),
            b'\n' => b"\\n".to_vec(),
            b'\r' => b"\\r".to_vec(),
            b'\t' => b"\\t".to_vec(),
            11 => b"\\v".to_vec(),
            b' '..=b'~' => vec![*byte],
            other => format!("\\{other:03o}").into_bytes(),
        };
        if width > 0 && line.len() + piece.len() > width - 1 {
            line.push(b'\\');
            lines.push(std::mem::take(&mut line));
        }
        line.extend(piece);
    }
    line.push(b'$');
    lines.push(line);
    lines
}
