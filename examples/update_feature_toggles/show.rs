//! Indented XML: one element a line.

/// Returns the message, indented. Text that is not XML comes back unchanged.
pub fn indented(message: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = message.trim();
    // An element that holds only text stays on one line, so its start tag waits for the next token.
    let mut inline = false;
    while !rest.is_empty() {
        let length = match rest.strip_prefix('<') {
            Some(tag) => tag.find('>').map_or(rest.len(), |end| end + 2),
            None => rest.find('<').unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if piece.starts_with("</") {
            depth = depth.saturating_sub(1);
            if !inline {
                line(&mut out, depth);
            }
            out.push_str(piece);
            inline = false;
        } else if piece.starts_with('<') {
            line(&mut out, depth);
            out.push_str(piece);
            inline = !piece.starts_with("<?") && !piece.starts_with("<!") && !piece.ends_with("/>");
            depth += usize::from(inline);
        } else if !piece.trim().is_empty() {
            if !inline {
                line(&mut out, depth);
            }
            out.push_str(piece.trim());
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.extend(std::iter::repeat_n("  ", depth));
}
