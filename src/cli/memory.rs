//! Free memory goes back to the system.

/// Gives back what was needed for a while only. glibc keeps pages between those in use: of a configuration of ten
/// thousand feeds twenty megabytes, for as long as the daemon runs.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: malloc_trim(3) may be called at any time, from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
