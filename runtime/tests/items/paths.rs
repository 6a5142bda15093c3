//! Which items a call may name.

use super::{Headers, InPieces, Item, LIST, ListResponse, Row, block_on, client, envelope};
use soap_runtime::__private::v1::Field;

fn items<T: Send + std::fmt::Debug + 'static>(
    body: &str,
    path: Option<&str>,
) -> Result<Vec<T>, String>
where
    Vec<T>: Field,
{
    let message = envelope("", &format!("<ListResponse>{body}</ListResponse>"));
    let client = client(InPieces::of(message.as_bytes(), &[80]));
    let call = client.call::<ListResponse, Headers>(&LIST, &());
    let call = match path {
        Some(path) => call.items_at::<T>(path),
        None => call.items::<T>(),
    };
    block_on(async {
        let mut found = Vec::new();
        let mut items = call.await.map_err(|error| error.to_string())?;
        while let Some(item) = items.next().await {
            found.push(item.map_err(|error| error.to_string())?);
        }
        items.finish().await.map_err(|error| error.to_string())?;
        Ok(found)
    })
}

const CODES: &str =
    "<Result><Title/><Codes><Code>1</Code><Code i:nil='true'/><Code>3</Code></Codes></Result>";

#[test]
fn by_type_and_by_path() {
    let rows = "<Result><Title/><Rows><Row><Id>5</Id></Row></Rows></Result>";
    assert_eq!(items::<Row>(rows, None).unwrap()[0].id, 5);
    assert_eq!(
        items::<Row>(rows, Some("Result/Rows/Row")).unwrap()[0].id,
        5
    );
    assert_eq!(
        items::<Option<i32>>(CODES, Some("Result/Codes/Code")).unwrap(),
        [Some(1), None, Some(3)]
    );
    let plain = "<Plain><Item><Text>a</Text></Item><Item><Text>b</Text></Item></Plain>";
    let found = items::<Item>(plain, Some("Plain/Item")).unwrap();
    assert_eq!(found[1].text, "b");
}

#[test]
fn lists_without_room_for_nil() {
    let error = items::<i32>(CODES, Some("Result/Codes/Code")).unwrap_err();
    assert!(error.contains("the item Code is nil"), "{error}");
}

#[test]
fn counted_items() {
    let few = |count: usize| {
        let items_of = "<Item><Text>a</Text></Item>".repeat(count);
        items::<Item>(&format!("<Few>{items_of}</Few>"), Some("Few/Item"))
    };
    assert_eq!(few(3).unwrap().len(), 3);
    assert_eq!(few(4).unwrap().len(), 4);
}

#[test]
fn what_cannot_be_named() {
    let error = |result: Result<Vec<Item>, String>| result.unwrap_err();
    assert_eq!(
        error(items("", None)),
        "Reports.List: several repeated members of the message are of the type Item, such as Plain/Item and Few/Item: name one"
    );
    assert_eq!(
        error(items("", Some("Plain/Thing"))),
        "Reports.List: the message has no repeated member of the path \"Plain/Thing\""
    );
    assert_eq!(
        error(items("", Some("Result/Rows/Row"))),
        "Reports.List: the items Result/Rows/Row are of another type"
    );
    let no_struct = items::<String>("", None).unwrap_err();
    assert!(
        no_struct.ends_with("their type is no struct, so name the path"),
        "{no_struct}"
    );
    let given = soap_runtime::Call::ready(Ok(soap_runtime::Reply::<_, Headers>::with_headers(
        ListResponse::default(),
        Headers::default(),
    )));
    let error = block_on(given.items::<Row>()).map(drop).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a call with a given result has no items to read"
    );
}
