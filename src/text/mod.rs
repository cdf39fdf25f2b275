//! Text in any script: white space, words, the forms in which text is compared and searched.
