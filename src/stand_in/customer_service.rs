//! The operations of CustomerService.

use super::service::{Service, refusal};
use super::state::{StandInState, default_sms};
use super::statistics;
use crate::customer_service::*;
use crate::customer_service_server::CustomerServiceServer;
use crate::types::{ChatSession, CsSessionKey};
use soap_runtime::server::{Request, Response, Result};

impl Service {
    /// Returns the response of `answer` for the user of the ticket; `ExceptionInfo` if the ticket has no user, or if
    /// `answer` refuses.
    fn signed_in<Q, A: Default>(
        &self,
        operation: &str,
        request: Request<Q, RequestHeaders>,
        answer: impl FnOnce(&mut StandInState, &str, Q) -> std::result::Result<A, String>,
    ) -> Response<A, ResponseHeaders> {
        let mut state = self.state();
        state.count(operation);
        let RequestHeaders {
            credentials,
            time_zone,
            ..
        } = request.headers;
        let ticket = credentials
            .and_then(|credentials| credentials.ticket)
            .unwrap_or_default();
        let outcome = match state.user_of(&ticket) {
            Some(user) => answer(&mut state, &user, request.body)
                .map_err(|message| refusal("SuperOffice.Exceptions.SoException", &message)),
            None if ticket.is_empty() => Err(refusal(
                "SuperOffice.Exceptions.SoSessionException",
                "The call has no ticket: sign in first.",
            )),
            None => Err(refusal(
                "SuperOffice.Exceptions.SoSessionException",
                "The ticket is not valid, or not valid any more: sign in again.",
            )),
        };
        let (body, exception_info) = match outcome {
            Ok(body) => (body, None),
            Err(info) => (A::default(), Some(info)),
        };
        let headers = ResponseHeaders {
            succeeded: Some(exception_info.is_none()),
            exception_info,
            time_zone,
            ..ResponseHeaders::default()
        };
        Response::with_headers(body, headers)
    }
}

impl CustomerServiceServer for Service {
    async fn create_default_sms_config(
        &self,
        request: Request<CreateDefaultSmsConfig, RequestHeaders>,
    ) -> Result<CreateDefaultSmsConfigResponse, ResponseHeaders> {
        Ok(
            self.signed_in("CreateDefaultSmsConfig", request, |_, _, _| {
                Ok(CreateDefaultSmsConfigResponse {
                    response: Some(default_sms()),
                })
            }),
        )
    }

    async fn save_sms_config(
        &self,
        request: Request<SaveSmsConfig, RequestHeaders>,
    ) -> Result<SaveSmsConfigResponse, ResponseHeaders> {
        Ok(self.signed_in("SaveSmsConfig", request, |state, _, body| {
            state.sms = body.sms_config.ok_or("SmsConfig is missing.")?;
            Ok(SaveSmsConfigResponse {
                response: Some(state.sms.clone()),
            })
        }))
    }

    async fn create_session(
        &self,
        request: Request<CreateSession, RequestHeaders>,
    ) -> Result<CreateSessionResponse, ResponseHeaders> {
        Ok(
            self.signed_in("CreateSession", request, |state, user, body| {
                let login = state.open_session(user, body.remote_ip);
                let key = state
                    .sessions
                    .get(&login)
                    .map(|session| session.key.clone());
                let session = CsSessionKey {
                    key,
                    login_id: Some(login),
                    user_id: Some(state.user_id(user)),
                    ..CsSessionKey::default()
                };
                Ok(CreateSessionResponse {
                    response: Some(session),
                })
            }),
        )
    }

    async fn remove_session(
        &self,
        request: Request<RemoveSession, RequestHeaders>,
    ) -> Result<RemoveSessionResponse, ResponseHeaders> {
        Ok(self.signed_in("RemoveSession", request, |state, _, body| {
            let login = body.login_id.unwrap_or_default();
            state
                .sessions
                .remove(&login)
                .ok_or_else(|| format!("There is no session with the login id {login}."))?;
            Ok(RemoveSessionResponse)
        }))
    }

    async fn session_is_valid(
        &self,
        request: Request<SessionIsValid, RequestHeaders>,
    ) -> Result<SessionIsValidResponse, ResponseHeaders> {
        Ok(self.signed_in("SessionIsValid", request, |state, _, body| {
            let key = body.cs_session_key.unwrap_or_default();
            Ok(SessionIsValidResponse {
                response: Some(state.sessions.values().any(|session| session.key == key)),
            })
        }))
    }

    async fn has_chat_notify(
        &self,
        request: Request<HasChatNotify, RequestHeaders>,
    ) -> Result<HasChatNotifyResponse, ResponseHeaders> {
        Ok(self.signed_in("HasChatNotify", request, |state, user, _| {
            Ok(HasChatNotifyResponse {
                response: Some(state.chats.values().any(|members| members.contains(user))),
            })
        }))
    }

    async fn update_feature_toggles(
        &self,
        request: Request<UpdateFeatureToggles, RequestHeaders>,
    ) -> Result<UpdateFeatureTogglesResponse, ResponseHeaders> {
        Ok(
            self.signed_in("UpdateFeatureToggles", request, |state, _, body| {
                let toggles = body.feature_toggles.unwrap_or_default();
                // All or none: a toggle without a name fails the whole call.
                let named = toggles.into_iter().map(|toggle| {
                    let name = toggle
                        .name
                        .filter(|name| !name.is_empty())
                        .ok_or("A feature toggle has no name.")?;
                    Ok((name, toggle.state.unwrap_or_default()))
                });
                let named: Vec<_> = named.collect::<std::result::Result<_, String>>()?;
                state.toggles.extend(named);
                Ok(UpdateFeatureTogglesResponse)
            }),
        )
    }

    async fn event_handler_exists(
        &self,
        request: Request<EventHandlerExists, RequestHeaders>,
    ) -> Result<EventHandlerExistsResponse, ResponseHeaders> {
        Ok(
            self.signed_in("EventHandlerExists", request, |state, _, body| {
                let exists = body
                    .event_handler_type
                    .is_some_and(|wanted| state.event_handlers.contains(&wanted));
                Ok(EventHandlerExistsResponse {
                    response: Some(exists),
                })
            }),
        )
    }

    async fn get_statistics(
        &self,
        request: Request<GetStatistics, RequestHeaders>,
    ) -> Result<GetStatisticsResponse, ResponseHeaders> {
        Ok(
            self.signed_in("GetStatistics", request, |state, user, body| {
                let panels = body.functions.unwrap_or_default();
                let sets = panels.iter().map(|panel| {
                    statistics::data_set(panel, user, &state.requests)
                        .ok_or_else(|| format!("There is no panel {}.", panel.as_str()))
                });
                Ok(GetStatisticsResponse {
                    response: Some(sets.collect::<std::result::Result<_, String>>()?),
                })
            }),
        )
    }

    async fn get_sms_config(
        &self,
        request: Request<GetSmsConfig, RequestHeaders>,
    ) -> Result<GetSmsConfigResponse, ResponseHeaders> {
        Ok(self.signed_in("GetSmsConfig", request, |state, _, _| {
            Ok(GetSmsConfigResponse {
                response: Some(state.sms.clone()),
            })
        }))
    }

    async fn delete_chat_sessions(
        &self,
        request: Request<DeleteChatSessions, RequestHeaders>,
    ) -> Result<DeleteChatSessionsResponse, ResponseHeaders> {
        Ok(
            self.signed_in("DeleteChatSessions", request, |state, _, body| {
                let ids = body.ids.unwrap_or_default();
                if let Some(unknown) = ids.iter().find(|id| !state.chats.contains_key(id)) {
                    return Err(format!("There is no chat session {unknown}."));
                }
                state.chats.retain(|id, _| !ids.contains(id));
                Ok(DeleteChatSessionsResponse)
            }),
        )
    }

    async fn chat_sessions_for_user(
        &self,
        request: Request<ChatSessionsForUser, RequestHeaders>,
    ) -> Result<ChatSessionsForUserResponse, ResponseHeaders> {
        Ok(
            self.signed_in("ChatSessionsForUser", request, |state, user, _| {
                let own = state
                    .chats
                    .iter()
                    .filter(|(_, members)| members.contains(user));
                let chats = own.map(|(id, _)| ChatSession {
                    chat_session_id: Some(*id),
                    ..ChatSession::default()
                });
                Ok(ChatSessionsForUserResponse {
                    response: Some(chats.collect()),
                })
            }),
        )
    }
}
