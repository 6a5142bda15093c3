//! The operations of SoPrincipal.

use super::service::Service;
use super::state::StandInState;
use crate::so_principal::*;
use crate::so_principal_server::SoPrincipalServer;
use crate::types::{
    LicenseInfo, NetServerBuildType, RoleType, SoCredentials, SoPrincipalCarrier,
    SoSystemInfoCarrier, UserType,
};
use soap_runtime::server::{Request, Response, Result};

impl Service {
    /// Signs a user in. A wrong user is no error but a response without success.
    fn authenticate(
        &self,
        operation: &str,
        who: impl FnOnce(&mut StandInState) -> Option<String>,
    ) -> Response<AuthenticateResponse, ResponseHeaders> {
        let mut state = self.state();
        state.count(operation);
        state.sign_ins += 1;
        let body = match who(&mut state) {
            Some(user) => AuthenticateResponse {
                response: Some(principal(&state, &user)),
                credentials: Some(SoCredentials {
                    ticket: Some(state.issue(&user)),
                }),
                authentication_succeeded: Some(true),
            },
            None => AuthenticateResponse {
                authentication_succeeded: Some(false),
                ..AuthenticateResponse::default()
            },
        };
        Response::with_headers(body, succeeded())
    }
}

fn succeeded() -> ResponseHeaders {
    ResponseHeaders {
        succeeded: Some(true),
        ..ResponseHeaders::default()
    }
}

fn principal(state: &StandInState, user: &str) -> SoPrincipalCarrier {
    SoPrincipalCarrier {
        user_type: Some(UserType::InternalAssociate),
        associate: Some(user.to_owned()),
        associate_id: Some(state.user_id(user)),
        is_person: Some(true),
        role_type: Some(RoleType::Employee),
        role_name: Some("Stand-in user".to_owned()),
        full_name: Some(user.to_owned()),
        function_rights: Some(Vec::new()),
        ..SoPrincipalCarrier::default()
    }
}

impl SoPrincipalServer for Service {
    async fn get_system_info(
        &self,
        _: Request<GetSystemInfo, RequestHeaders>,
    ) -> Result<GetSystemInfoResponse, ResponseHeaders> {
        self.state().count("GetSystemInfo");
        let info = SoSystemInfoCarrier {
            license: Some(Box::new(LicenseInfo {
                company_name: Some("Stand-in".to_owned()),
                ..LicenseInfo::default()
            })),
            build_label: Some("stand-in".to_owned()),
            assembly_version: Some(
                concat!("8.3.", env!("CARGO_PKG_VERSION_PATCH"), ".0").to_owned(),
            ),
            description: Some("In-memory stand-in for NetServer".to_owned()),
            build_type: Some(NetServerBuildType::Release),
            is_unicode: Some(true),
            company_name: Some("Stand-in".to_owned()),
            database_type: Some("none".to_owned()),
            database_name: Some("memory".to_owned()),
            ..SoSystemInfoCarrier::default()
        };
        let body = GetSystemInfoResponse {
            system_info: Some(info),
        };
        Ok(Response::with_headers(body, succeeded()))
    }

    async fn authenticate_implicit(
        &self,
        _: Request<AuthenticateImplicit, RequestHeaders>,
    ) -> Result<AuthenticateResponse, ResponseHeaders> {
        Ok(self.authenticate("AuthenticateImplicit", |state| {
            state.connection_user.clone()
        }))
    }

    async fn authenticate_username_password(
        &self,
        request: Request<AuthenticateUsernamePassword, RequestHeaders>,
    ) -> Result<AuthenticateResponse, ResponseHeaders> {
        let AuthenticateUsernamePassword {
            user_name,
            password,
        } = request.body;
        let (name, password) = (user_name.unwrap_or_default(), password.unwrap_or_default());
        Ok(self.authenticate("AuthenticateUsernamePassword", |state| {
            // NetServer takes a ticket for a user name, too, when there is no password.
            if password.is_empty() {
                state.user_of(&name)
            } else {
                state
                    .users
                    .get(&name)
                    .filter(|right| **right == password)
                    .map(|_| name)
            }
        }))
    }

    async fn authenticate_generic(
        &self,
        request: Request<AuthenticateGeneric, RequestHeaders>,
    ) -> Result<AuthenticateResponse, ResponseHeaders> {
        let data = request.body.authentication_data.unwrap_or_default();
        Ok(self.authenticate("AuthenticateGeneric", |state| {
            let (wanted, user) = state.generic.as_ref()?;
            let given = wanted
                .iter()
                .all(|(name, value)| data.get(name).and_then(Option::as_ref) == Some(value));
            given.then(|| user.clone())
        }))
    }
}
