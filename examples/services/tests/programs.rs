//! The programs print what their servers answer, and the same clients work in the other mode, too.

use example_services::camera::types::Position;
use example_services::camera::{CameraClient, Move, MoveFault, Subscribe};
use example_services::orders::order_desk::{
    OrderDeskClient, PlaceOrder, PlaceOrderChoice, PlaceOrderFault,
};
use example_services::orders::types::{Company, Line};
use example_services::vat::vat_check::{CheckVat, VatCheckClient};
use example_services::{camera_stand_in, orders_stand_in, start, vat_stand_in};
use soap_runtime::transport::{Reqwest, Ureq};
use soap_runtime::ws::Addressing;
use soap_runtime::{Client, ErrorKind};
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

fn printed(program: &str) -> String {
    let output = Command::new(program).output().expect("the program");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn vat() {
    assert_eq!(
        printed(env!("CARGO_BIN_EXE_vat")),
        "DK 123456789 is valid: Example A/S\nDK 1 is not valid\nZZ cannot be asked: MS_UNAVAILABLE\n"
    );
}

#[test]
fn camera() {
    assert_eq!(
        printed(env!("CARGO_BIN_EXE_camera")),
        "subscribed until 2026-11-29T12:00:00Z\nat 30 in PT0.5S\n120 is out of reach, 90 is not\nevent moved: pan=30\n"
    );
}

#[test]
fn orders() {
    let printed = printed(env!("CARGO_BIN_EXE_orders"));
    let lines: Vec<&str> = printed
        .lines()
        .filter(|line| !line.starts_with("->"))
        .collect();
    assert_eq!(
        lines,
        [
            "order 4711: 12.50",
            "no rare",
            "refused: no credit",
            "late: true"
        ]
    );
}

/// A user writes no XML, unwraps nothing, and names no type that the compiler can tell.
#[test]
fn orders_are_short() {
    let program = include_str!("../src/bin/orders.rs");
    assert!(program.lines().count() <= 60);
    for unwanted in ["unwrap", "expect", "::<", "</", "xmlns"] {
        assert!(!program.contains(unwanted), "{unwanted}");
    }
}

#[test]
fn interceptors() {
    assert_eq!(
        printed(env!("CARGO_BIN_EXE_interceptors")),
        "valid: true\n3 requests, 2 failures\n"
    );
}

/// Four ways to call the same server.
fn clients(url: &str) -> [Client; 4] {
    let reqwest = Reqwest::new().expect("a client");
    [
        Client::new(url, reqwest.clone()),
        Client::blocking(url, reqwest),
        Client::new(url, Ureq::new()),
        Client::blocking(url, Ureq::new()),
    ]
}

#[test]
fn both_modes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let vat = start(vat_stand_in::server()).expect("a server");
    let orders = start(orders_stand_in::server()).expect("a server");
    let check = CheckVat {
        country_code: "DK".to_owned(),
        vat_number: "123456789".to_owned(),
    };
    let order = PlaceOrder::new(
        Company::new("a@example.com", "A"),
        vec![Line::new("rare", 1)],
        PlaceOrderChoice::Invoice("A".to_owned()),
    );
    for client in clients(&vat) {
        let service = VatCheckClient::new(client);
        assert!(service.check_vat(&check).wait().expect("valid").body.valid);
        let response = runtime.block_on(async { service.check_vat(&check).await });
        assert!(response.expect("valid").body.valid);
    }
    for client in clients(&orders) {
        let desk = OrderDeskClient::new(client);
        let error = runtime
            .block_on(async { desk.place_order(&order).await })
            .expect_err("a fault");
        assert_eq!(error.kind(), ErrorKind::Fault);
        assert!(
            matches!(error.fault(), Some(PlaceOrderFault::OutOfStock(detail)) if detail.article == "rare")
        );
    }
}

/// Addressed requests, a fault, and a one-way event to a server of the caller's.
#[test]
fn the_camera_in_both_modes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let transport = Reqwest::new().expect("a client");
    let url = start(camera_stand_in::server(transport)).expect("a server");
    let to = |pan| Move {
        profile: "main".to_owned(),
        position: Position {
            pan,
            tilt: 0.0,
            zoom: None,
        },
        speed: None,
    };
    for (pan, client) in (1_u8..).zip(clients(&url)) {
        let (sender, events) = channel();
        let consumer = start(camera_stand_in::consumer(sender)).expect("a consumer");
        let camera = CameraClient::new(client).with_raw_headers(Addressing::new());
        let subscribe = Subscribe { consumer };
        let (moved, refused) = if pan % 2 == 0 {
            camera.subscribe(&subscribe).wait().expect("subscribed");
            let moved = camera.r#move(&to(pan.into())).wait();
            (moved, camera.r#move(&to(120.0)).wait())
        } else {
            runtime.block_on(async {
                camera.subscribe(&subscribe).await.expect("subscribed");
                let moved = camera.r#move(&to(pan.into())).await;
                (moved, camera.r#move(&to(120.0)).await)
            })
        };
        assert_eq!(moved.expect("moved").body.arrival.to_string(), "PT0.5S");
        let error = refused.expect_err("out of reach");
        assert!(
            matches!(error.fault(), Some(MoveFault::Unreachable(detail)) if detail.nearest.pan == 90.0)
        );
        let event = events
            .recv_timeout(Duration::from_secs(5))
            .expect("an event");
        assert_eq!(event.property[0].value, pan.to_string());
    }
}
