//! Client for the SuperOffice NetServer Services83 SOAP services.
