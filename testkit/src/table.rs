//! Markdown tables with aligned columns.

/// A table.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table with these columns. Columns whose title begins with `#` hold numbers and are aligned to the right.
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        Self {
            head: head.map(str::to_owned).to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let head: Vec<_> = self
            .head
            .iter()
            .map(|cell| cell.trim_start_matches('#').to_owned())
            .collect();
        let width = |column: usize| {
            let cells = self
                .rows
                .iter()
                .filter_map(|row| row.get(column))
                .chain(head.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<_> = (0..head.len()).map(width).collect();
        let right: Vec<_> = self.head.iter().map(|cell| cell.starts_with('#')).collect();
        let line = |f: &mut std::fmt::Formatter<'_>, cells: &[String]| {
            for ((cell, width), right) in cells.iter().zip(&widths).zip(&right) {
                if *right {
                    write!(f, "| {cell:>width$} ")?
                } else {
                    write!(f, "| {cell:<width$} ")?
                }
            }
            writeln!(f, "|")
        };
        line(f, &head)?;
        for (width, right) in widths.iter().zip(&right) {
            let dashes = "-".repeat(*width);
            if *right {
                write!(f, "| {dashes}:")?
            } else {
                write!(f, "| {dashes} ")?
            }
        }
        writeln!(f, "|")?;
        self.rows.iter().try_for_each(|row| line(f, row))
    }
}
