//! Settings of a dispatcher.

use super::Dispatcher;
use super::addressing::WSA;
use crate::xml::{ReadOptions, WriteOptions};
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) read: ReadOptions,
    pub(super) write: WriteOptions,
    pub(super) time: Option<Duration>,
    pub(super) any_version: bool,
    pub(super) strict_action: bool,
    pub(super) addressing: bool,
    pub(super) wsdl: Option<Arc<str>>,
}

impl Default for Settings {
    fn default() -> Self {
        let mut read = ReadOptions::default();
        read.limits.message = 16 << 20;
        Self {
            read,
            write: WriteOptions::default(),
            time: Some(Duration::from_secs(60)),
            any_version: false,
            strict_action: false,
            addressing: false,
            wsdl: None,
        }
    }
}

impl Dispatcher {
    /// Sets how requests are read. The limits are those of [`Limits`](crate::xml::Limits), except that a message has at
    /// most 16 MiB.
    pub fn read(mut self, options: ReadOptions) -> Self {
        let settings = self.settings_mut();
        settings.read = options;
        if settings.addressing {
            settings.read.understood.push(WSA);
        }
        self
    }

    /// Sets how responses are written.
    pub fn write(mut self, options: WriteOptions) -> Self {
        self.settings_mut().write = options;
        self
    }

    /// Sets the time limit for a request to arrive (over the `tower` service) and for an operation to answer. The
    /// default is 60 seconds each. An operation that takes longer is dropped at its next await, and the caller gets a
    /// server fault.
    pub fn time_limit(mut self, limit: Option<Duration>) -> Self {
        self.settings_mut().time = limit;
        self
    }

    /// Accepts SOAP 1.1 and 1.2, whatever the contract's binding says, and answers in the caller's version. Without it,
    /// a request in another version gets a VersionMismatch fault.
    pub fn any_version(mut self) -> Self {
        self.settings_mut().any_version = true;
        self
    }

    /// Refuses requests whose SOAPAction names another operation than the Body. Without it only the Body decides, as
    /// WS-I Basic Profile 1.1 (R1127) says.
    pub fn strict_action(mut self) -> Self {
        self.settings_mut().strict_action = true;
        self
    }

    /// Understands the headers of WS-Addressing 1.0, and answers requests that have them with `Action` and `RelatesTo`. The
    /// action of a response or declared fault is what the contract states, else the default of the standard. A request's `Action`
    /// counts before its SOAPAction.
    ///
    /// Responses go back on the connection of the request, whatever its `ReplyTo` says.
    pub fn addressing(mut self) -> Self {
        let settings = self.settings_mut();
        settings.addressing = true;
        settings.read.understood.push(WSA);
        self
    }

    /// Answers `GET ?wsdl` with this contract. The requested URL replaces the addresses of its ports. A contract that
    /// is not well-formed is served unchanged.
    pub fn wsdl(mut self, text: impl Into<Arc<str>>) -> Self {
        self.settings_mut().wsdl = Some(text.into());
        self
    }
}
