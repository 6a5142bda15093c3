//! The command line of the example.

/// The text of `--help`.
pub const HELP: &str = "\
Signs in, updates three feature toggles, and asks for statistics and chat sessions.
Prints each request and reply, with secrets masked, and what the reply says.

Usage: cargo run --example update_feature_toggles -- [OPTIONS]

Without options it starts a stand-in for NetServer on this computer and talks to that.

Options:
  --base-url URL             talk to a real installation: the address that ends in
                             /Remote/Services83/ (toggles WILL be changed there)
  --user NAME                who signs in; the password is taken from the environment
                             variable SUPEROFFICE_PASSWORD
  --application-token TOKEN  the application token, which online tenants ask for
  --time-zone CODE           zone of dates in replies, such as NO or US-NY
  --toggle NAME=on|off       a toggle to update, instead of the three of the example;
                             may be repeated
  --help                     this text
";

/// The environment variable that holds the password.
pub const PASSWORD_VARIABLE: &str = "SUPEROFFICE_PASSWORD";

/// The parsed command line.
#[derive(Default)]
pub struct Options {
    /// The installation to call and the user who signs in; `None` starts the stand-in.
    pub installation: Option<Installation>,
    pub application_token: Option<String>,
    pub time_zone: Option<String>,
    /// Toggles to update, by name.
    pub toggles: Vec<(String, bool)>,
    pub help: bool,
}

/// A real installation.
pub struct Installation {
    pub base_url: String,
    pub user: String,
    pub password: String,
}

impl Options {
    /// Reads the arguments after the name of the program.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        password: Option<String>,
    ) -> Result<Self, String> {
        let mut options = Self::default();
        let (mut base_url, mut user) = (None, None);
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            // An option is written `--name value` or `--name=value`.
            let (name, given) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let mut value = || {
                given
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| format!("{name} needs a value"))
            };
            match name.as_str() {
                "--base-url" => base_url = Some(value()?),
                "--user" => user = Some(value()?),
                "--application-token" => options.application_token = Some(value()?),
                "--time-zone" => options.time_zone = Some(value()?),
                "--toggle" => options.toggles.push(toggle(&value()?)?),
                "--help" | "-h" => options.help = true,
                _ => return Err(format!("{name} is not an option")),
            }
        }
        options.installation = match (base_url, user) {
            _ if options.help => None,
            (Some(base_url), Some(user)) => {
                let password = password.ok_or_else(|| format!("put the password of {user} into the environment variable {PASSWORD_VARIABLE}"))?;
                Some(Installation {
                    base_url,
                    user,
                    password,
                })
            }
            (Some(_), None) => return Err("--base-url needs --user as well".to_owned()),
            (None, Some(_)) => return Err("--user needs --base-url as well".to_owned()),
            (None, None) => None,
        };
        if options.toggles.is_empty() {
            options.toggles = [
                ("NewRequestScreen", true),
                ("ChatBot", true),
                ("DarkMode", false),
            ]
            .map(|(name, on)| (name.to_owned(), on))
            .to_vec();
        }
        Ok(options)
    }
}

fn toggle(text: &str) -> Result<(String, bool), String> {
    match text.split_once('=') {
        Some((name, "on")) if !name.is_empty() => Ok((name.to_owned(), true)),
        Some((name, "off")) if !name.is_empty() => Ok((name.to_owned(), false)),
        _ => Err(format!("--toggle takes NAME=on or NAME=off, not {text}")),
    }
}
