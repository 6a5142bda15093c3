//! SOAP headers of specifications that the mock accepts without checking them: clients that sign, sign in or address their messages are
//! tested by what they send in the body.

/// The namespaces of these headers: that of every version that is in use.
pub(super) const NAMESPACES: [&str; 23] = [
    // WS-Security 1.0 and 1.1, and its drafts.
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd",
    "http://schemas.xmlsoap.org/ws/2002/04/secext",
    "http://schemas.xmlsoap.org/ws/2002/07/secext",
    "http://schemas.xmlsoap.org/ws/2002/12/secext",
    "http://schemas.xmlsoap.org/ws/2003/06/secext",
    // WS-Addressing.
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2003/03/addressing",
    "http://schemas.xmlsoap.org/ws/2004/03/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    // WS-ReliableMessaging and WS-MakeConnection.
    "http://schemas.xmlsoap.org/ws/2005/02/rm",
    "http://docs.oasis-open.org/ws-rx/wsrm/200702",
    "http://docs.oasis-open.org/ws-rx/wsmc/200702",
    // WS-Coordination and the transactions on it.
    "http://schemas.xmlsoap.org/ws/2004/10/wscoor",
    "http://docs.oasis-open.org/ws-tx/wscoor/2006/06",
    // WS-SecureConversation and WS-Trust.
    "http://schemas.xmlsoap.org/ws/2005/02/sc",
    "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512",
    "http://schemas.xmlsoap.org/ws/2005/02/trust",
    "http://docs.oasis-open.org/ws-sx/ws-trust/200512",
    // WS-Management.
    "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    // The trace of WCF.
    "http://schemas.microsoft.com/2004/09/ServiceModel/Diagnostics",
];
