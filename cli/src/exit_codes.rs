//! The exit codes. `docs/command.md` has the same table, which a test compares.

/// The command did what it was asked for.
pub(super) const DONE: u8 = 0;
/// The contract or the request is in error, or files differ under `generate --verify`.
pub(super) const FAILED: u8 = 1;
/// `fetch --check`: the documents of the service, or the files, have changed.
pub(super) const CHANGED: u8 = 2;
/// `diff`: there is no answer. Its results are 0, 1 and 2.
pub(super) const NO_ANSWER: u8 = 3;
/// `generate --keep-going` passed over errors.
pub(super) const INCOMPLETE: u8 = 4;
/// `call`: the service answered with a fault.
pub(super) const FAULT: u8 = 5;
/// `call`: the reply holds no SOAP message.
pub(super) const HTTP: u8 = 6;
/// `call`: there is no reply.
pub(super) const TRANSPORT: u8 = 7;
/// `call`: the reply does not match the contract.
pub(super) const UNREADABLE: u8 = 8;
/// Wrong usage (`EX_USAGE` of sysexits.h). It differs from every result of `diff`.
pub(super) const USAGE: u8 = 64;

/// The table in the help.
pub(super) const TABLE: &str = "\
Exit codes:
   0  done; diff: no change for callers
   1  an error in the contract or the request; generate --verify: files
      differ; diff: changes that break no caller; verify: refused;
      discover: nobody answered
   2  diff: changes that break callers; fetch --check: something changed
   3  diff: one of the contracts could not be read
   4  generate --keep-going: generated in spite of errors
   5  call: the service answered with a fault
   6  call: the reply is no SOAP message
   7  call: there is no reply
   8  call: the reply does not match the contract
  64  wrong usage";
