//! What may be asked of the loop while it works: a bounded line into it, and its answers.

use crate::config::{Config, Faults};
use tokio::sync::{mpsc, oneshot};

/// Asks that may wait for the loop; whoever comes later waits to hand theirs over.
const WAITING_ASKS: usize = 16;

/// What the loop is asked for.
pub(super) enum Ask {
    /// To show that it turns.
    Pulse(oneshot::Sender<Pulse>),
    /// To go on by what was read of the configuration; answered once it does, or has refused.
    Reload(Box<Result<Config, Faults>>, oneshot::Sender<()>),
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

    /// Has the loop go on by a configuration, or say that it can't be followed. Comes back once that is done, or the
    /// loop is over.
    pub async fn reload(&self, read: Result<Config, Faults>) {
        let (reply, replied) = oneshot::channel();
        if self.line.send(Ask::Reload(Box::new(read), reply)).await.is_ok() {
            // A loop that ended meanwhile has no use for it.
            let _ = replied.await;
        }
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
