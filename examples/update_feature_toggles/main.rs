//! Signs in, updates three feature toggles, asks for statistics and chat sessions, and prints the messages.
//!
//! Without options it starts a stand-in for NetServer and calls that over HTTP. `--help` says how to call a real one.

mod options;
mod show;

use options::{HELP, Options, PASSWORD_VARIABLE};
use std::process::ExitCode;
use superoffice_services83::customer_service::{
    ChatSessionsForUser, GetStatistics, UpdateFeatureToggles,
};
use superoffice_services83::soap_runtime::transport::TransportError;
use superoffice_services83::soap_runtime::{CallContext, CallOptions, Observer, Redaction, redact};
use superoffice_services83::stand_in::StandIn;
use superoffice_services83::types::{CsFeatureToggle, StatusScreenPanelType};
use superoffice_services83::{Session, TimeZone};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match Options::read(
        std::env::args().skip(1),
        std::env::var(PASSWORD_VARIABLE).ok(),
    ) {
        Ok(options) if options.help => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(options) => options,
        Err(message) => {
            eprintln!("error: {message}\nhelp: --help lists the options");
            return ExitCode::from(2);
        }
    };
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    // The stand-in lives as long as this variable.
    let stand_in;
    let (base_url, user, password) = match &options.installation {
        Some(real) => {
            stand_in = None;
            (
                real.base_url.clone(),
                real.user.as_str(),
                real.password.as_str(),
            )
        }
        None => {
            let started = StandIn::start()?;
            println!("A stand-in for NetServer runs at {}", started.base_url());
            let base_url = started.base_url();
            stand_in = Some(started);
            (base_url, "anna", "secret")
        }
    };

    let mut builder = Session::builder(base_url)
        .password(user, password)
        .options(CallOptions::new().with_observer(Printer));
    if let Some(token) = &options.application_token {
        builder = builder.application_token(token);
    }
    if let Some(code) = &options.time_zone {
        builder = builder.time_zone(TimeZone::location(code));
    }
    let session = builder.build()?;
    let service = session.customer_service();

    let toggles = options.toggles.iter().map(|(name, on)| CsFeatureToggle {
        name: Some(name.clone()),
        state: Some(*on),
        ..CsFeatureToggle::default()
    });
    service
        .update_feature_toggles(&UpdateFeatureToggles {
            feature_toggles: Some(toggles.collect()),
        })
        .await?;
    title("Result: feature toggles updated");
    if let Some(stand_in) = &stand_in {
        println!("The stand-in now holds {:?}", stand_in.toggles());
    }

    let panels = vec![
        StatusScreenPanelType::OpenRequestsPerCategory,
        StatusScreenPanelType::NumberOfCreatedRequestsPerWeek,
    ];
    let reply = service
        .get_statistics(&GetStatistics {
            functions: Some(panels),
        })
        .await?;
    title("Result: statistics");
    for set in reply.body.response.unwrap_or_default() {
        println!("{}", set.label.as_deref().unwrap_or("(no label)"));
        for value in set.values.unwrap_or_default() {
            println!(
                "  {:<24} {}",
                value.label.as_deref().unwrap_or("(no label)"),
                value.value.unwrap_or_default()
            );
        }
    }

    let reply = service.chat_sessions_for_user(&ChatSessionsForUser).await?;
    let chats = reply.body.response.unwrap_or_default();
    title("Result: chat sessions");
    println!(
        "{user} takes part in {}: {:?}",
        chats.len(),
        chats
            .iter()
            .filter_map(|chat| chat.chat_session_id)
            .collect::<Vec<_>>()
    );
    Ok(())
}

/// Prints each request and reply, with secrets masked.
struct Printer;

impl Observer for Printer {
    fn before(&self, call: &CallContext, request: &http::Request<bytes::Bytes>) {
        title(&format!(
            "{}: request to {}",
            call.operation.name,
            request.uri()
        ));
        print(request.body());
    }

    fn after(
        &self,
        call: &CallContext,
        response: Result<&http::Response<bytes::Bytes>, &TransportError>,
    ) {
        match response {
            Ok(response) => {
                title(&format!(
                    "{}: reply, HTTP {}",
                    call.operation.name,
                    response.status()
                ));
                print(response.body());
            }
            Err(error) => title(&format!("{}: no reply: {error}", call.operation.name)),
        }
    }
}

fn title(text: &str) {
    println!("\n--- {text}");
}

fn print(message: &[u8]) {
    println!(
        "{}",
        show::indented(&redact(
            message,
            &Redaction::default().name("ApplicationToken").name("Ticket")
        ))
    );
}
