//! `cargo xtask regenerate [--check]`: writes the services of the root package to `generated/`.

use std::path::Path;
use std::process::ExitCode;

/// The build script of the root package, so that both generate the same code.
#[path = "../../../build.rs"]
#[allow(dead_code)]
mod build;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => {
            eprintln!("Usage: cargo xtask regenerate [--check]");
            return ExitCode::from(2);
        }
    };
    match run(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `generated/`. With `check`, fails if it is not up to date, and writes nothing.
fn run(check: bool) -> Result<(), String> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    // The build script names the contracts relative to the root package, where cargo runs it.
    std::env::set_current_dir(root).map_err(|error| format!("{}: {error}", root.display()))?;
    let generated = build::services83()
        .generate()
        .map_err(|error| error.to_string())?;
    let folder = Path::new("generated");
    if check {
        generated
            .verify(folder)
            .map_err(|drift| drift.to_string())?;
        println!("generated/ is up to date");
    } else {
        let changed = generated.write(folder).map_err(|error| error.to_string())?;
        for path in &changed {
            println!("{}", path.display());
        }
        println!("generated/: {} files changed", changed.len());
    }
    Ok(())
}
