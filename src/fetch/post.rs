//! JSON sent to an address that the user wrote down: no redirects, no cookies, little time, and nothing of the answer
//! but its status.

use super::HttpFetcher;
use super::failure::{cause_of_error, cause_of_status};
use super::guard::{Reach, judge_url};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use std::time::Duration;
use url::Url;

/// For the whole exchange.
pub const POST_TIMEOUT: Duration = Duration::from_secs(10);

impl HttpFetcher {
    /// Sends one JSON text. Any status of 200 to 299 says that it arrived.
    ///
    /// # Errors
    /// Why it did not, as a sentence without the address, which may hold a secret.
    pub async fn post_json(&self, url: &Url, json: String, allow_private: bool) -> Result<(), String> {
        let reach = Reach { private: allow_private, any_port: true };
        judge_url(url, reach).map_err(|refusal| refusal.to_string())?;
        let client = self.client(reach).map_err(|cause| cause.message)?;
        let request = client.post(url.clone()).timeout(POST_TIMEOUT);
        let request = request.header(USER_AGENT, self.agent()).header(CONTENT_TYPE, "application/json").body(json);
        let answer = request.send().await.map_err(message_of)?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            status @ 300..=399 => {
                Err(format!("it was answered with a redirect (status {status}), which is not followed"))
            }
            status => Err(cause_of_status(status).message),
        }
    }
}

fn message_of(error: reqwest::Error) -> String {
    if error.is_timeout() && !error.is_connect() {
        return format!("there was no answer within {} s", POST_TIMEOUT.as_secs());
    }
    cause_of_error(&error.without_url()).message
}
