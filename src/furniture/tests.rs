//! Every language's file can be read, and its cases come out as they say.

use super::table;
use super::{Line, Opening};

#[test]
fn every_language_can_be_read() {
    for (language, file) in super::LANGUAGES {
        let (phrases, faults) = table::read(file);
        assert!(faults.is_empty(), "{language}: {faults:?}");
        assert!(phrases.len() > 20, "{language}");
    }
}

#[test]
fn the_phrases_of_a_text_are_those_that_it_begins_with() {
    let all = super::LANGUAGES.iter().flat_map(|(_, file)| table::read(file).0);
    let mut phrases: Vec<table::Phrase> = all.collect();
    let first = phrases[0].clone();
    // Heads that differ only behind what most are told by, and one that is the beginning of another.
    phrases.extend(
        ["follow the harbour", "follow the harbour letter", "follow the harbour line"]
            .map(|head| table::Phrase { head: head.to_owned(), ..first.clone() }),
    );
    let heads: Vec<String> = phrases.iter().map(|phrase| phrase.head.clone()).collect();
    let table = table::Table::new(phrases);
    let beginnings = heads.iter().step_by(7).map(|head| &head[..head.floor_char_boundary(head.len() / 2)]);
    let longer = heads.iter().step_by(5).map(|head| format!("{head}s and more"));
    let texts = heads.iter().cloned().chain(beginnings.map(str::to_owned)).chain(longer);
    for text in texts.chain(["follow the harbour lettuce".to_owned(), "fol\0".to_owned(), String::new()]) {
        let mut expected: Vec<&str> = heads.iter().map(String::as_str).filter(|head| text.starts_with(head)).collect();
        expected.sort_by_key(|head| std::cmp::Reverse(head.len()));
        let found: Vec<&str> = table.at(&text).map(|phrase| phrase.head.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for (language, cases) in super::CASES {
        let lines = cases.lines().filter(|line| !line.starts_with("//") && !line.starts_with("credit "));
        let mut stays = 0;
        for case in lines.filter(|line| !line.is_empty()) {
            let (says, text) = case.split_once(": ").unwrap_or_else(|| panic!("{language}: {case}"));
            let line = Line::new(text);
            let found = match (says, line.opens()) {
                ("opens related", Some(Opening::Related)) => "opens related",
                ("opens end", Some(Opening::End)) => "opens end",
                _ => line.why().map_or("stays", |reason| reason.as_str()),
            };
            stays += u32::from(says == "stays");
            if found != says {
                wrong.push(format!("{language}: {found}, not {says}: {text}"));
            }
        }
        assert!(stays > 0, "{language} has no line that stays");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let (phrases, faults) = table::read("before\n[share]\n=share\nab\n[no such]\n");
    assert_eq!(phrases.len(), 1);
    let faults: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.says)).collect();
    let expected =
        [(1, "a phrase before any section"), (4, "too short to be looked for anywhere"), (5, "no such section")];
    assert_eq!(faults, expected);
}

#[test]
fn captions_name_their_maker() {
    for (line, after_image, is_caption) in [
        ("渡轮停在岸边 李雷摄", true, true),
        ("渡轮停在岸边 李雷摄", false, false),
        ("座谈会现场 (河口网记者 李雷 摄)", false, true),
        ("渡轮停在岸边（资料图）", true, true),
        ("图为渡轮", true, true),
        ("渡轮停在岸边", true, false),
        ("The ferry at the quay", true, false),
        ("The ferry at the quay. Photograph: Jane Doe/Getty Images", false, true),
        ("The ferry at the quay (Jane Doe/Getty Images)", false, true),
        ("The ferry at the quay. Jane Doe/AP", true, true),
        ("The ferry at the quay. Jane Doe/AP", false, false),
        ("Image copyright Getty Images", false, true),
        ("Getty Images / Jane Doe", false, true),
        ("The ferry at the quay. | Photo by Jane Doe", false, true),
        ("Die Fähre am Kai (Foto: J. Doe)", false, true),
        ("Prom przy nabrzeżu. Fot. J. Doe", false, true),
        ("Паром у причала. Фото: Иван Иванов", false, true),
        ("Jane Doe am Ruder der neuen Fähre. © Fluss-Foto / JANE DOE", false, true),
        ("The ferry at the quay is in a photo by Jane Doe", false, false),
        (
            "The captain had one wish. Photo by photo he went through the album of the ferry and its passengers.",
            false,
            false,
        ),
        ("Getty Images sued the company over a picture of its captain.", false, false),
    ] {
        assert_eq!(Line::new(line).is_caption(after_image), is_caption, "{line}");
    }
}
