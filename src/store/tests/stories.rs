use super::*;

/// A text of so many words, every `nth` of which is another one.
fn text(words: usize, nth: usize) -> String {
    (0..words).map(|n| if n % nth == 0 { format!("changed{n} ") } else { format!("word{n} ") }).collect()
}

const NEVER: usize = usize::MAX;

impl Bench {
    /// An article that was read from a page of its own; its id.
    fn read(&self, host: &str, second: i64, text: &str) -> ArticleId {
        let url = format!("https://{host}/{second}");
        let title = format!("Title {second}");
        let wanted = self.poll("one", second, vec![item(&format!("i{second}"), Some(&url), &title, "A teaser")]).wanted;
        self.scrape(wanted[0].article_id, second, page(&url, &title, text));
        wanted[0].article_id
    }

    /// The story of each article, in the order of their ids.
    fn stories(&self) -> String {
        self.sql(
            "SELECT group_concat(coalesce(cluster_id, '-'), ' ') FROM (SELECT cluster_id FROM articles ORDER BY id)",
        )
    }
}

#[test]
fn copies_on_other_sites_are_one_story() {
    let bench = Bench::new();
    bench.read("a.example", 1, &text(300, NEVER));
    bench.read("b.example", 2, &text(300, 40));
    bench.read("c.example", 3, &text(300, 1));
    // Two thirds of the first one: an editor has cut it.
    bench.read("d.example", 4, &text(200, NEVER));
    bench.read("e.example", 5, "Too short to say whose words these are.");
    assert_eq!(bench.stories(), "1 1 3 1 -");
    let copy =
        bench.sql("SELECT similar_to || ' ' || (likeness BETWEEN 0.7 AND 0.95) FROM stories WHERE article_id = 2");
    assert_eq!(copy, "1 1");
    let members = bench.archive().story(ArticleId(4)).unwrap();
    assert_eq!(members.iter().map(|member| member.article_id.0).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(bench.archive().story(ArticleId(5)).unwrap().len(), 1);
    assert!(bench.archive().story(ArticleId(77)).unwrap().is_empty());
}

#[test]
fn a_site_s_own_forms_are_not_copies() {
    let bench = Bench::new();
    // 3 of 20 runs of words differ on each side: what two results or weather reports have in common.
    bench.read("a.example", 1, &text(300, 20));
    bench.read("a.example", 2, &text(300, 19));
    bench.read("a.example", 3, &text(300, 20));
    assert_eq!(bench.stories(), "1 2 1");
}

#[test]
fn the_first_seen_leads_even_if_it_is_read_last() {
    let bench = Bench::new();
    let items = [("early", "https://a.example/1"), ("late", "https://b.example/2")];
    let items = items.map(|(id, url)| item(id, Some(url), "Title", "A teaser")).to_vec();
    let wanted = bench.poll("one", 1, items).wanted;
    bench.scrape(wanted[1].article_id, 2, page("https://b.example/2", "Title", &text(300, 50)));
    assert_eq!(bench.stories(), "- 2");
    let before = bench.archive().newest_change().unwrap();
    bench.scrape(wanted[0].article_id, 3, page("https://a.example/1", "Title", &text(300, NEVER)));
    assert_eq!(bench.stories(), "1 1");
    let changed = bench.sql(&format!("SELECT count(*) FROM articles WHERE change_seq > {before}"));
    assert_eq!(changed, "2", "who follows the archive learns of the new number");
}

#[test]
fn an_edit_that_makes_another_text_leaves_the_story() {
    let bench = Bench::new();
    bench.read("a.example", 1, &text(300, NEVER));
    let copy = bench.read("b.example", 2, &text(300, 50));
    assert_eq!(bench.stories(), "1 1");
    bench.scrape(copy, 3, page("https://b.example/2", "Title 2", &text(300, 1)));
    assert_eq!(bench.stories(), "1 2");
    bench.scrape(copy, 4, page("https://b.example/2", "Title 2", &text(300, 60)));
    assert_eq!(bench.stories(), "1 1");
    let bands = bench.sql("SELECT count(*) / count(DISTINCT article_id) FROM signature_shelf");
    assert_eq!(bands, "10", "the bands of former texts are gone");
}

#[test]
fn who_is_taken_out_stays_out_and_can_come_back() {
    let bench = Bench::new();
    let first = bench.read("a.example", 1, &text(300, NEVER));
    for second in 2..=3 {
        bench.read("b.example", second, &text(300, 50 + second as usize));
    }
    assert_eq!(bench.stories(), "1 1 1");
    assert!(bench.wait(bench.store.set_apart(first, true)).unwrap());
    assert_eq!(bench.stories(), "1 2 2", "the others go on under the next");
    bench.scrape(first, 9, page("https://a.example/1", "Title 1", &(text(300, NEVER) + "and more")));
    assert_eq!(bench.stories(), "1 2 2");
    assert!(bench.wait(bench.store.set_apart(first, false)).unwrap());
    assert_eq!(bench.stories(), "1 1 1");
    let short = bench.read("c.example", 10, "Short.");
    assert!(!bench.wait(bench.store.set_apart(short, true)).unwrap());
}
