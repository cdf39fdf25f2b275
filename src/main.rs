//! The program: hands its arguments to the command line and its status to the system.
fn main() {}
