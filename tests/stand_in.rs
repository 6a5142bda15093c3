//! Sessions over real HTTP, against the stand-in.

use soap_runtime::ErrorKind;
use superoffice_services83::customer_service::*;
use superoffice_services83::so_principal::GetSystemInfo;
use superoffice_services83::stand_in::StandIn;
use superoffice_services83::types::{CsFeatureToggle, EventHandlerType, StatusScreenPanelType};
use superoffice_services83::{Session, SignInError, exception_info, soap_runtime};

fn session(stand_in: &StandIn) -> Session {
    Session::builder(stand_in.base_url())
        .password("anna", "secret")
        .build()
        .expect("built")
}

fn toggle(name: &str, on: bool) -> CsFeatureToggle {
    CsFeatureToggle {
        name: Some(name.to_owned()),
        state: Some(on),
        ..CsFeatureToggle::default()
    }
}

#[tokio::test]
async fn what_is_kept_can_be_read_back() {
    let stand_in = StandIn::start().expect("started");
    let service = session(&stand_in).customer_service();

    let request = UpdateFeatureToggles {
        feature_toggles: Some(vec![toggle("ChatBot", true), toggle("New", false)]),
    };
    service
        .update_feature_toggles(&request)
        .await
        .expect("updated");
    assert_eq!(stand_in.toggles().get("ChatBot"), Some(&true));
    assert_eq!(stand_in.toggles().get("New"), Some(&false));

    let mut sms = service
        .create_default_sms_config(&CreateDefaultSmsConfig)
        .await
        .expect("created")
        .body
        .response
        .expect("a configuration");
    sms.net_server_sms_provider = Some("Søster & Co <1>".to_owned());
    sms.ns_plugin_config = Some(
        [
            ("host".to_owned(), Some(String::new())),
            ("key".to_owned(), None),
        ]
        .into_iter()
        .collect(),
    );
    let saved = service
        .save_sms_config(&SaveSmsConfig {
            sms_config: Some(sms.clone()),
        })
        .await
        .expect("saved")
        .body
        .response;
    let read = service
        .get_sms_config(&GetSmsConfig)
        .await
        .expect("read")
        .body
        .response;
    assert_eq!(
        (saved, read, stand_in.sms_config()),
        (Some(sms.clone()), Some(sms.clone()), sms)
    );

    let opened = service
        .create_session(&CreateSession {
            remote_ip: Some("192.0.2.1".to_owned()),
        })
        .await
        .expect("opened")
        .body
        .response
        .expect("a key");
    let valid = SessionIsValid {
        cs_session_key: opened.key.clone(),
    };
    assert_eq!(
        service
            .session_is_valid(&valid)
            .await
            .expect("answered")
            .body
            .response,
        Some(true)
    );
    service
        .remove_session(&RemoveSession {
            login_id: opened.login_id,
        })
        .await
        .expect("removed");
    assert_eq!(
        service
            .session_is_valid(&valid)
            .await
            .expect("answered")
            .body
            .response,
        Some(false)
    );
    let error = service
        .remove_session(&RemoveSession {
            login_id: opened.login_id,
        })
        .await
        .expect_err("removed before");
    assert!(exception_info(&error).is_some(), "{error:?}");

    let chats = service
        .chat_sessions_for_user(&ChatSessionsForUser)
        .await
        .expect("answered")
        .body
        .response
        .expect("a list");
    assert_eq!(
        chats
            .iter()
            .map(|chat| chat.chat_session_id)
            .collect::<Vec<_>>(),
        [Some(101), Some(102)]
    );
    assert_eq!(
        service
            .has_chat_notify(&HasChatNotify)
            .await
            .expect("answered")
            .body
            .response,
        Some(true)
    );
    service
        .delete_chat_sessions(&DeleteChatSessions {
            ids: Some(vec![101, 102]),
        })
        .await
        .expect("deleted");
    let chats = service
        .chat_sessions_for_user(&ChatSessionsForUser)
        .await
        .expect("answered")
        .body
        .response;
    assert_eq!(chats, Some(Vec::new()), "an empty list is a list");
    assert_eq!(
        service
            .has_chat_notify(&HasChatNotify)
            .await
            .expect("answered")
            .body
            .response,
        Some(false)
    );

    for (event_handler_type, exists) in [
        (EventHandlerType::SalesBeforeSaveContact, true),
        (EventHandlerType::SalesAfterSaveSale, false),
    ] {
        let request = EventHandlerExists {
            event_handler_type: Some(event_handler_type),
        };
        assert_eq!(
            service
                .event_handler_exists(&request)
                .await
                .expect("answered")
                .body
                .response,
            Some(exists)
        );
    }
    assert_eq!(stand_in.sign_ins(), 1);
}

#[tokio::test]
async fn statistics_are_computed() {
    let stand_in = StandIn::start().expect("started");
    let service = session(&stand_in).customer_service();
    let panels = vec![
        StatusScreenPanelType::OpenRequestsPerTopCategory,
        StatusScreenPanelType::UserReponseTimePerWeek,
        StatusScreenPanelType::UnassignedRequests,
        StatusScreenPanelType::None,
    ];
    let sets = service
        .get_statistics(&GetStatistics {
            functions: Some(panels),
        })
        .await
        .expect("answered")
        .body
        .response
        .expect("sets");
    let values = |index: usize| {
        let values = sets[index].values.as_ref().expect("a list").iter();
        values
            .map(|value| {
                (
                    value.label.as_deref().unwrap_or_default(),
                    value.value.unwrap_or_default(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(values(0), [("Sales", 1.0), ("Support", 2.0)]);
    assert_eq!(values(1), [("2026-W06", 1.5), ("2026-W07", 2.125)]);
    assert_eq!(values(2), [("Unassigned", 1.0)]);
    assert_eq!(values(3), []);
    let unknown = GetStatistics {
        functions: Some(vec![StatusScreenPanelType::Unknown("Astrology".into())]),
    };
    let error = service
        .get_statistics(&unknown)
        .await
        .expect_err("no such panel");
    assert!(error.to_string().contains("Astrology"), "{error}");
}

#[tokio::test]
async fn wrong_passwords_and_expired_tickets() {
    let stand_in = StandIn::start().expect("started");
    let wrong = Session::builder(stand_in.base_url())
        .password("anna", "guess")
        .build()
        .expect("built");
    let error = wrong
        .customer_service()
        .has_chat_notify(&HasChatNotify)
        .await
        .expect_err("not signed in");
    assert!(
        matches!(error.service(), Some(SignInError::Refused)),
        "{error:?}"
    );
    assert_eq!(stand_in.calls("HasChatNotify"), 0);

    let session = session(&stand_in);
    let before = session.sign_in().await.expect("signed in");
    stand_in.expire_tickets();
    session
        .customer_service()
        .has_chat_notify(&HasChatNotify)
        .await
        .expect("signed in again");
    assert_ne!(
        session.sign_in().await.expect("signed in").reveal(),
        before.reveal()
    );
    assert_eq!(
        (stand_in.sign_ins(), stand_in.calls("HasChatNotify")),
        (3, 2)
    );

    let foreign = Session::builder(stand_in.base_url())
        .ticket("7T:forged")
        .build()
        .expect("built");
    let error = foreign
        .customer_service()
        .has_chat_notify(&HasChatNotify)
        .await
        .expect_err("no such ticket");
    assert!(
        error.kind() == ErrorKind::Service
            && exception_info(&error).is_some_and(|info| info.is_a("SoSession")),
        "{error:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_calls_share_one_sign_in() {
    let stand_in = StandIn::start().expect("started");
    let session = session(&stand_in);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let service = session.customer_service();
            tokio::spawn(async move { service.has_chat_notify(&HasChatNotify).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic").expect("answered");
    }
    assert_eq!(
        (stand_in.sign_ins(), stand_in.calls("HasChatNotify")),
        (1, 50)
    );
}

#[tokio::test]
async fn other_ways_to_sign_in() {
    let stand_in = StandIn::builder()
        .user("anna", "secret")
        .generic([("method", "key"), ("value", "42")], "anna")
        .connection_user("anna")
        .start()
        .expect("started");
    let builders = [
        Session::builder(stand_in.base_url()).generic([("method", "key"), ("value", "42")]),
        Session::builder(stand_in.base_url()).implicit(),
        Session::builder(stand_in.base_url()).ticket(stand_in.issue_ticket("anna")),
        Session::builder(stand_in.base_url()).password(stand_in.issue_ticket("anna"), ""),
    ];
    for builder in builders {
        let session = builder.build().expect("built");
        session
            .customer_service()
            .has_chat_notify(&HasChatNotify)
            .await
            .expect("answered");
    }
    let info = session(&stand_in)
        .so_principal()
        .get_system_info(&GetSystemInfo)
        .await
        .expect("answered")
        .body
        .system_info
        .expect("info");
    assert_eq!(info.database_name.as_deref(), Some("memory"));
    assert_eq!(stand_in.sign_ins(), 3, "GetSystemInfo needs none");
}

#[test]
fn blocking_sessions() {
    let stand_in = StandIn::start().expect("started");
    let session = Session::builder(stand_in.base_url())
        .password("anna", "secret")
        .build_blocking()
        .expect("built");
    let service = session.customer_service();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                service
                    .has_chat_notify(&HasChatNotify)
                    .wait()
                    .expect("answered")
            });
        }
    });
    assert_eq!(
        (stand_in.sign_ins(), stand_in.calls("HasChatNotify")),
        (1, 8)
    );
}

#[test]
fn it_answers_its_contracts() {
    let stand_in = StandIn::start().expect("started");
    let get = |path: &str| {
        let reply = ureq::get(&format!("{}{path}", stand_in.base_url())).call();
        reply.map(|mut reply| reply.body_mut().read_to_string().expect("text"))
    };
    let sample = "https://sod.superoffice.com/Cust12345/Remote/Services83/";
    for (path, contract) in [
        (
            "CustomerService.svc",
            include_str!("../wsdl/Services83-CustomerService.wsdl"),
        ),
        (
            "SoPrincipal.svc",
            include_str!("../wsdl/Services83-SoPrincipal.wsdl"),
        ),
    ] {
        let here = contract.replace(sample, &stand_in.base_url());
        assert_ne!(here, contract);
        assert_eq!(get(&format!("{path}?wsdl")).expect("there"), here);
    }
    assert!(get("soprincipal.SVC?WSDL").is_ok());
    assert!(matches!(
        get("Contact.svc?wsdl"),
        Err(ureq::Error::StatusCode(404))
    ));
}
