//! The growth of a cost with its size.

/// The exponent of the power that fits best (least squares of the logarithms): 1 is linear, 2 quadratic.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let points: Vec<(f64, f64)> = points
        .iter()
        .filter(|(size, cost)| *size > 0.0 && *cost > 0.0)
        .map(|(size, cost)| (size.ln(), cost.ln()))
        .collect();
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
    let above: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    above / below
}

/// The straight line that fits best (least squares): its value at size 0, its slope, and the part of the variance that
/// it explains.
pub fn line(points: &[(f64, f64)]) -> (f64, f64, f64) {
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
    let both: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let sizes: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let costs: f64 = points.iter().map(|point| (point.1 - y).powi(2)).sum();
    let slope = both / sizes;
    (y - slope * x, slope, both * both / (sizes * costs))
}

#[cfg(test)]
mod tests {
    use super::{exponent, line};

    #[test]
    fn powers_and_lines() {
        let points = |cost: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
            [1.0, 10.0, 100.0].map(|size| (size, cost(size))).into()
        };
        assert!((exponent(&points(&|size| 3.0 * size)) - 1.0).abs() < 1e-9);
        assert!((exponent(&points(&|size| size * size)) - 2.0).abs() < 1e-9);
        let (start, slope, explained) = line(&points(&|size| 7.0 + 2.0 * size));
        assert!((start - 7.0).abs() < 1e-9 && (slope - 2.0).abs() < 1e-9);
        assert!((explained - 1.0).abs() < 1e-9);
    }
}
