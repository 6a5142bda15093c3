//! The first two listings of the README are files of the crate that CI builds from the packages.

fn listings() -> Vec<String> {
    let readme = include_str!("../README.md");
    readme
        .split("```rust")
        .skip(1)
        .filter_map(|rest| rest.split_once('\n')?.1.split_once("```"))
        .map(|(code, _)| code.to_owned())
        .collect()
}

#[test]
fn the_listings_are_compiled() {
    let listings = listings();
    assert_eq!(
        listings.first().map(String::as_str),
        Some(include_str!("../.ci/consumer/build.rs"))
    );
    assert_eq!(
        listings.get(1).map(String::as_str),
        Some(include_str!("../.ci/consumer/src/call.rs"))
    );
}
