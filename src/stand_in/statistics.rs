//! The figures of the status page, computed from the requests in the state.

use super::state::SupportRequest;
use crate::types::{StatisticsDataSet, StatisticsDataValue, StatusScreenPanelType as Panel};
use std::collections::BTreeMap;

/// Returns the data set of one panel for one user, or `None` if there is no such panel.
pub(super) fn data_set(
    panel: &Panel,
    user: &str,
    requests: &[SupportRequest],
) -> Option<StatisticsDataSet> {
    let open = || requests.iter().filter(|request| request.open);
    let values = match panel {
        Panel::None => Vec::new(),
        Panel::OpenRequestsPerCategory => count(open().map(|request| request.category.clone())),
        Panel::OpenRequestsPerTopCategory => count(open().map(|request| top(&request.category))),
        Panel::OpenRequestsPerUser => count(
            open().map(|request| request.owner.clone().unwrap_or_else(|| "Unassigned".into())),
        ),
        Panel::OpenRequestsPerUserGroup => count(open().map(|request| request.group.clone())),
        Panel::OpenRequestsPerPriority => count(open().map(|request| request.priority.clone())),
        Panel::OpenRequestsPerStatus => count(open().map(|request| request.status.clone())),
        Panel::OpenRequestsPerOrigin => count(open().map(|request| request.origin.clone())),
        Panel::NumberOfCreatedRequestsPerDay => {
            count(requests.iter().map(|request| request.created.to_string()))
        }
        Panel::NumberOfCreatedRequestsPerWeek => {
            count(requests.iter().map(|request| request.created.week()))
        }
        Panel::NumberOfCreatedRequestsPerMonth => {
            count(requests.iter().map(|request| request.created.month()))
        }
        Panel::UserResponseTimePerDay => mean(requests, |request| request.created.to_string()),
        Panel::UserReponseTimePerWeek => mean(requests, |request| request.created.week()),
        Panel::UserResponseTimePerMonth => mean(requests, |request| request.created.month()),
        Panel::OwnOpenRequests => total(
            "Own",
            open()
                .filter(|request| request.owner.as_deref() == Some(user))
                .count(),
        ),
        Panel::UnassignedRequests => total(
            "Unassigned",
            open().filter(|request| request.owner.is_none()).count(),
        ),
        Panel::Hotlist => total("Hot", open().filter(|request| request.hot).count()),
        Panel::StatusScreen => total("Open", open().count()),
        _ => return None,
    };
    Some(StatisticsDataSet {
        label: Some(panel.as_str().to_owned()),
        description: Some(format!(
            "{} of {} requests are open",
            open().count(),
            requests.len()
        )),
        values: Some(values),
        ..StatisticsDataSet::default()
    })
}

fn top(category: &str) -> String {
    category.split('/').next().unwrap_or_default().to_owned()
}

fn count(labels: impl Iterator<Item = String>) -> Vec<StatisticsDataValue> {
    let mut counts = BTreeMap::<String, u32>::new();
    labels.for_each(|label| *counts.entry(label).or_default() += 1);
    counts
        .into_iter()
        .map(|(label, count)| value(label, f64::from(count)))
        .collect()
}

/// Returns the mean hours to the first response, over the requests that had one.
fn mean(
    requests: &[SupportRequest],
    label: impl Fn(&SupportRequest) -> String,
) -> Vec<StatisticsDataValue> {
    let mut sums = BTreeMap::<String, (f64, u32)>::new();
    for request in requests {
        if let Some(hours) = request.response_hours {
            let (sum, count) = sums.entry(label(request)).or_default();
            *sum += hours;
            *count += 1;
        }
    }
    sums.into_iter()
        .map(|(label, (sum, count))| value(label, sum / f64::from(count)))
        .collect()
}

fn total(label: &str, count: usize) -> Vec<StatisticsDataValue> {
    vec![value(label.to_owned(), count as f64)]
}

fn value(label: String, value: f64) -> StatisticsDataValue {
    StatisticsDataValue {
        label: Some(label),
        value: Some(value),
        ..StatisticsDataValue::default()
    }
}
