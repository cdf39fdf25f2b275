//! SIGTERM and SIGINT: the first asks the loop to end, the second leaves at once.

use super::CancellationToken;
use std::io;
use std::process::exit;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a shell says of a program that a second signal ended.
const LEFT_AT_ONCE: i32 = 130;

/// A token that is cancelled by the first SIGTERM or SIGINT.
///
/// # Errors
/// If the system refuses to hand over the signals.
pub fn stop_on_signals() -> io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let told = stop.clone();
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping: what runs may end, a second signal leaves at once");
        told.cancel();
        either(&mut terminate, &mut interrupt).await;
        // Leaving here is safe: what is not committed is due again.
        exit(LEFT_AT_ONCE);
    });
    Ok(stop)
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
