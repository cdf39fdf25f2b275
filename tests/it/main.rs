//! End to end, on the real program: one binary, so that the tree is linked once.

mod add;
mod durability;
mod export;
mod feeds;
mod ftr;
mod furniture;
mod hostile;
mod kills;
mod learned;
mod manners;
mod package;
mod pages;
mod program;
mod reload;
mod rules;
mod score;
mod server;
mod service;
mod tables;
mod tidy;
mod torture;
mod units;
mod watching;
