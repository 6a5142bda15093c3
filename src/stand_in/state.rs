//! The state of the stand-in: users, tickets, and the data of the operations.

use super::day::Day;
use crate::types::{EventHandlerType, SmsConfig};
use soap_runtime::Base64Binary;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// The life of a ticket after its last use, by NetServer's documentation.
const TICKET_LIFETIME: Duration = Duration::from_secs(6 * 3600);

/// A request of a customer, for the statistics.
#[derive(Clone, Debug, PartialEq)]
pub struct SupportRequest {
    /// Category, with `/` between its levels.
    pub category: String,
    /// The user who works on it.
    pub owner: Option<String>,
    /// User group of the owner.
    pub group: String,
    /// Priority.
    pub priority: String,
    /// Status.
    pub status: String,
    /// The channel that it came by.
    pub origin: String,
    /// Whether it is open.
    pub open: bool,
    /// Whether it is on the hot list.
    pub hot: bool,
    /// When it was created.
    pub created: Day,
    /// Hours until the first response, if there was one.
    pub response_hours: Option<f64>,
}

/// A Customer Service session that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Its key.
    pub key: String,
    /// Its user.
    pub user: String,
    /// The address of the user.
    pub remote_ip: Option<String>,
}

/// The whole state of a stand-in.
#[derive(Debug)]
pub(super) struct StandInState {
    /// Passwords by user name.
    pub users: BTreeMap<String, String>,
    /// The pairs that `AuthenticateGeneric` accepts, and the user whom they sign in.
    pub generic: Option<(BTreeMap<String, String>, String)>,
    /// The user of the connection, for `AuthenticateImplicit`.
    pub connection_user: Option<String>,
    pub tickets: BTreeMap<String, IssuedTicket>,
    pub ticket_lifetime: Duration,
    issued: u64,
    pub sign_ins: u64,
    pub calls: BTreeMap<String, u64>,
    pub toggles: BTreeMap<String, bool>,
    pub sessions: BTreeMap<i32, OpenSession>,
    last_login: i32,
    pub sms: SmsConfig,
    /// Members by the id of the chat session.
    pub chats: BTreeMap<i32, BTreeSet<String>>,
    pub event_handlers: Vec<EventHandlerType>,
    pub requests: Vec<SupportRequest>,
}

/// An issued ticket.
#[derive(Debug)]
pub(super) struct IssuedTicket {
    pub user: String,
    pub used: Instant,
}

impl StandInState {
    pub fn new() -> Self {
        Self {
            users: BTreeMap::new(),
            generic: None,
            connection_user: None,
            tickets: BTreeMap::new(),
            ticket_lifetime: TICKET_LIFETIME,
            issued: 0,
            sign_ins: 0,
            calls: BTreeMap::new(),
            toggles: BTreeMap::new(),
            sessions: BTreeMap::new(),
            last_login: 0,
            sms: default_sms(),
            chats: BTreeMap::new(),
            event_handlers: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// The id of a user: its place in the list, from 1.
    pub fn user_id(&self, user: &str) -> i32 {
        let before = self
            .users
            .keys()
            .take_while(|name| name.as_str() < user)
            .count();
        i32::try_from(before).map_or(i32::MAX, |before| before + 1)
    }

    /// Issues a new ticket for a user.
    pub fn issue(&mut self, user: &str) -> String {
        self.issued += 1;
        // Opaque to clients. Tests only need different tickets, so they need not be hard to guess.
        let ticket = format!(
            "7T:{}",
            Base64Binary::new(format!("stand-in-{:08}", self.issued).into_bytes())
        );
        self.grant(user, &ticket);
        ticket
    }

    /// Makes a ticket valid for a user.
    pub fn grant(&mut self, user: &str, ticket: &str) {
        self.tickets.insert(
            ticket.to_owned(),
            IssuedTicket {
                user: user.to_owned(),
                used: Instant::now(),
            },
        );
    }

    /// Returns the user of a valid ticket. This use keeps the ticket alive.
    pub fn user_of(&mut self, ticket: &str) -> Option<String> {
        let lifetime = self.ticket_lifetime;
        let granted = self.tickets.get_mut(ticket)?;
        if granted.used.elapsed() > lifetime {
            self.tickets.remove(ticket);
            return None;
        }
        granted.used = Instant::now();
        Some(granted.user.clone())
    }

    /// Opens a session and returns its login id.
    pub fn open_session(&mut self, user: &str, remote_ip: Option<String>) -> i32 {
        self.last_login += 1;
        let key = format!("cs-{:06}-{user}", self.last_login);
        self.sessions.insert(
            self.last_login,
            OpenSession {
                key,
                user: user.to_owned(),
                remote_ip,
            },
        );
        self.last_login
    }
}

/// The text message configuration of a new installation.
pub(super) fn default_sms() -> SmsConfig {
    SmsConfig {
        default_sms_country: Some("NO".to_owned()),
        ..SmsConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_base64_and_die_of_disuse() {
        let mut state = StandInState::new();
        let ticket = state.issue("anna");
        assert!(ticket.starts_with("7T:"));
        assert_eq!(state.user_of(&ticket).as_deref(), Some("anna"));
        state.ticket_lifetime = Duration::ZERO;
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(state.user_of(&ticket), None);
        assert_eq!(state.user_of("7T:other"), None);
    }
}
