//! Main content and what is known beside it to the clean record.
