//! What may be asked of the loop while it works: a bounded line into it, and its answers.

use tokio::sync::{mpsc, oneshot};

/// Asks that may wait for the loop; whoever comes later waits to hand theirs over.
const WAITING_ASKS: usize = 16;

/// What the loop is asked for.
pub(super) enum Ask {
    /// To show that it turns.
    Pulse(oneshot::Sender<Pulse>),
}

/// The loop as it was when it answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// Jobs drawn that have not started.
    pub waiting: usize,
    pub under_way: usize,
}

/// The end outside: asks, and waits for the answer.
#[derive(Clone)]
pub struct Control {
    line: mpsc::Sender<Ask>,
}

/// The loop's end.
pub struct Asks {
    line: Option<mpsc::Receiver<Ask>>,
}

/// Both ends of one line.
pub fn control() -> (Control, Asks) {
    let (sender, receiver) = mpsc::channel(WAITING_ASKS);
    (Control { line: sender }, Asks { line: Some(receiver) })
}

impl Control {
    /// One turn of the loop; `None` once it is over.
    pub async fn pulse(&self) -> Option<Pulse> {
        let (reply, replied) = oneshot::channel();
        self.line.send(Ask::Pulse(reply)).await.ok()?;
        replied.await.ok()
    }
}

impl Asks {
    /// For a loop that nobody asks.
    pub fn none() -> Asks {
        Asks { line: None }
    }

    /// The next ask; never, once nobody is left who could.
    pub(super) async fn next(&mut self) -> Ask {
        match &mut self.line {
            Some(line) => match line.recv().await {
                Some(ask) => ask,
                None => {
                    self.line = None;
                    std::future::pending().await
                }
            },
            None => std::future::pending().await,
        }
    }
}
