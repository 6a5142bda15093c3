//! The generator's options as arguments, made from `Options::ALL`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use wsdl_codegen::{OptionInfo, Options};

/// Options from the command line: those under the heading Input if `INPUT`, otherwise all others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given<const INPUT: bool>(Vec<(&'static str, String)>);

impl<const INPUT: bool> Given<INPUT> {
    fn options() -> impl Iterator<Item = &'static OptionInfo> {
        // `wsdl` is the positional argument.
        let wanted = |option: &&OptionInfo| (option.heading == "Input") == INPUT;
        Options::ALL
            .iter()
            .filter(wanted)
            .filter(|option| option.name != "wsdl")
    }

    /// Applies them: single values replace those of the configuration file, lists grow.
    pub(crate) fn apply(&self, options: &mut Options) -> Result<(), String> {
        self.0
            .iter()
            .try_for_each(|(name, text)| options.set(name, text))
    }
}

fn argument(option: &'static OptionInfo) -> Arg {
    let help = option
        .help
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ");
    let argument = Arg::new(option.name)
        .long(option.name.replace('_', "-"))
        .help(help.trim_end_matches('.').to_owned())
        .help_heading(option.heading)
        .action(if option.is_list {
            ArgAction::Append
        } else {
            ArgAction::Set
        });
    if option.value_name.is_empty() {
        // `--server` is short for `--server=true`.
        return argument
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("true|false")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(option.values));
    }
    let argument = argument.value_name(option.value_name);
    if option.values.is_empty() {
        let name = option.name;
        let check = move |text: String| Options::default().set(name, &text).map(|()| text);
        argument.value_parser(clap::builder::StringValueParser::new().try_map(check))
    } else {
        argument.value_parser(PossibleValuesParser::new(option.values))
    }
}

impl<const INPUT: bool> Args for Given<INPUT> {
    fn augment_args(command: Command) -> Command {
        command.args(Self::options().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const INPUT: bool> FromArgMatches for Given<INPUT> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut given = Self::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for option in Self::options() {
            let texts = matches
                .get_many::<String>(option.name)
                .into_iter()
                .flatten();
            self.0.extend(texts.map(|text| (option.name, text.clone())));
        }
        Ok(())
    }
}
