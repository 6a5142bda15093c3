//! The call of [`service`](crate::service) with items: names that follow while the request is sent, and answers that are read while the
//! response arrives.

use crate::printed::Printed;
use crate::service::{DECLARATIONS, IS_ENABLED, NS, ResponseHeaders, with_error_header};
use soap_runtime::__private::v1;
use soap_runtime::{BlockingItems, Call, Client, Error, Items, Reply};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    names: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    answers: Vec<bool>,
}

macro_rules! list {
    ($type:ident, $field:ident, $table:ident, $local:literal, $item:literal) => {
        static $table: v1::Struct = v1::Struct::new(
            v1::Name {
                namespace: NS,
                local: $local,
            },
            &[v1::element(
                NS,
                $item,
                concat!("<", $item, ">"),
                concat!("</", $item, ">"),
                v1::REPEATED,
            )],
        );
        impl v1::Complex for $type {
            fn descriptor(&self) -> &'static v1::Struct {
                &$table
            }
            fn member(&self, index: usize) -> Option<&dyn v1::Field> {
                (index == 0).then_some(&self.$field as &dyn v1::Field)
            }
            fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
                (index == 0).then_some(&mut self.$field as &mut dyn v1::Field)
            }
        }
    };
}
list!(Names, names, NAMES, "IsEnabled", "Name");
list!(Answers, answers, ANSWERS, "IsEnabledResponse", "Response");

static OPERATION: v1::Operation = v1::Operation {
    declarations: DECLARATIONS,
    ..IS_ENABLED
};

fn call(client: &Client, followed: bool) -> Call<Answers, ResponseHeaders> {
    let first = Names {
        names: vec!["x".to_owned()],
    };
    let call = with_error_header(client).call(&OPERATION, &first);
    match followed {
        true => call.followed_by_at::<Names, String, _>("Name", ["y".to_owned(), "z".to_owned()]),
        false => call,
    }
}

type Outcome = Result<Reply<Answers, ResponseHeaders>, Error>;

/// Makes the call, and prints what it shows on its way.
pub async fn awaited(client: &Client, followed: bool, printed: &Printed) -> Outcome {
    let call = call(client, followed);
    printed.debug(&call);
    let call = call.items_at::<bool>("Response");
    printed.debug(&call);
    let mut items: Items<bool, Answers, ResponseHeaders> = call.await?;
    printed.debug(&items);
    while let Some(item) = items.next().await {
        printed.debug(&items);
        if let Err(error) = item {
            printed.error(&error);
            break;
        }
    }
    items.finish().await
}

/// Like [`awaited`], and blocks.
pub fn blocking(client: &Client, followed: bool, printed: &Printed) -> Outcome {
    let call = call(client, followed).items_at::<bool>("Response");
    printed.debug(&call);
    let mut items: BlockingItems<bool, Answers, ResponseHeaders> = call.wait()?;
    printed.debug(&items);
    while let Some(item) = items.next() {
        printed.debug(&items);
        if let Err(error) = item {
            printed.error(&error);
            break;
        }
    }
    items.finish()
}
