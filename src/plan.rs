//! What a feed's document means for what is known: items new, changed or the same, pages wanted.
