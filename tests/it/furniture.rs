//! Simulated sites of 60 articles with eight kinds of rotating furniture, in three languages: what the
//! archive learns of them by the real program.

use crate::program::{DEFAULTS, Desk};
use crate::server::{Answer, Server};
use std::fs;

const ARTICLES: usize = 60;
/// From here on everything must be known.
const LEARNED: usize = 20;

/// The words of one language from which articles and furniture are made. `{…}` are filled in.
struct Language {
    code: &'static str,
    direction: &'static str,
    people: [&'static str; 10],
    places: [&'static str; 10],
    things: [&'static str; 10],
    title: &'static str,
    /// Three sentences make a paragraph, and no two paragraphs are alike.
    sentences: [&'static str; 9],
    /// Stands in three stories, word for word, in the middle.
    quote: &'static str,
    /// Stands in three stories.
    correction: &'static str,
    /// Eight kinds, each in a few variants of which every article has one, or none.
    furniture: [&'static [&'static str]; 8],
}

const LANGUAGES: [Language; 3] = [
    Language {
        code: "en",
        direction: "ltr",
        people: [
            "Amira Holt",
            "Jonas Weck",
            "Petra Lindqvist",
            "Samuel Okoro",
            "Ines Duarte",
            "Viktor Hale",
            "Maud Perrin",
            "Tomas Reyk",
            "Nadia Brook",
            "Oskar Lund",
        ],
        places: [
            "Harwick",
            "Solmere",
            "Brant Quay",
            "Eastholm",
            "Pellworth",
            "Ridgeford",
            "Tarn Abbey",
            "Lowmoor",
            "Cressing",
            "Wyle Bridge",
        ],
        things: [
            "the ferry",
            "the grain store",
            "the night bus",
            "the old mill",
            "the water tower",
            "the school roof",
            "the tram line",
            "the fish market",
            "the lighthouse",
            "the town archive",
        ],
        title: "{person} returns to {place} for {thing} in week {n}",
        sentences: [
            "{person} told the council of {place} that {thing} would not survive another winter without repairs.",
            "In {place} nobody had expected that {thing} would be sold before the summer was over.",
            "The plans for {thing}, which {person} drew over many evenings, were shown in {place} for the first time.",
            "When the storm reached {place}, {person} was the only one left to look after {thing}.",
            "Old photographs show {person} as a child beside {thing}, long before {place} had a harbour wall.",
            "The bill for {thing} came to more than {place} spends on its parks, {person} said with a shrug.",
            "A crowd gathered in {place} to hear {person} read from the letters found inside {thing}.",
            "Since {thing} was closed, people from {place} have walked the long way round, and {person} walks with them.",
            "{person} keeps the key of {thing} on a string and lends it to anyone from {place} who asks politely.",
        ],
        quote: "“We were told in the spring that every boat would be counted and every family would be heard, and we are still waiting on the quay for somebody to come,” the speaker of the fishing families said.",
        correction: "Correction: an earlier version of this article named the wrong pier.",
        furniture: [
            &[
                "Six mornings a week the Harbour Letter leaves our kitchen table at dawn, with the tides, the weather and one good story, and nine thousand neighbours read it over their first coffee.",
                "Our Sunday pages take the slow road: one long walk, one recipe and one photograph from the archive, sent out before the bells ring and free for as long as you like to have them.",
            ],
            &["Carry the paper in your pocket", "Now on every small screen", "The whole town in one tap"],
            &["Put online {day} {month} 2026 at {h}:{m}", "Last touched {day} {month} 2026, {h}:{m}"],
            &["{count} neighbours have looked at this, {small} wrote back", "{count} looks so far, {small} notes"],
            &["Three things the neighbours passed round", "Also on the quay this morning"],
            &[
                "The Quay Paper, printed on the river since 1911, all of it ours",
                "Set, printed and owned by the Quay Paper cooperative",
            ],
            &["Seen something odd on the water? Ring the desk on 555 {count}", "Ring the night desk: 555 {count}"],
            &[
                "The tide tables on this page are worked out by the harbour office and hold for the inner basin only, and the paper cannot say how they turn out beyond the mole.",
                "Letters to the paper are printed as they come, with the name of the sender, and what they hold is the view of those who wrote them and of nobody at the paper.",
            ],
        ],
    },
    Language {
        code: "zh",
        direction: "ltr",
        people: ["苗喆远", "韩若溪", "陆承安", "顾明澜", "沈亦舟", "白采薇", "唐牧云", "宋知南", "叶青禾", "罗向晚"],
        places: ["澜江镇", "青石渡", "北屿村", "云塘县", "松口湾", "白桥乡", "南浦埠", "雁门集", "柳溪坊", "海棠角"],
        things: ["渡轮", "粮仓", "夜班车", "老磨坊", "水塔", "校舍屋顶", "电车线", "鱼市", "灯塔", "档案馆"],
        title: "{person}重回{place}守护{thing}第{n}记",
        sentences: [
            "{person}告诉{place}的乡亲们，{thing}若不修缮就熬不过下一个冬天。",
            "在{place}，谁也没有料到{thing}会在夏天结束以前被卖掉。",
            "{person}用许多个夜晚画出的{thing}图纸，第一次在{place}公开展出。",
            "暴风雨抵达{place}的时候，只有{person}一个人留下来照看{thing}。",
            "老照片里年幼的{person}站在{thing}旁边，那时{place}还没有海堤。",
            "{person}耸耸肩说，修{thing}的账单比{place}一年养护公园的钱还要多。",
            "人群聚集在{place}，听{person}朗读从{thing}里发现的旧信。",
            "自从{thing}关闭以后，{place}的人们只好绕远路，{person}也同他们一起走。",
            "{person}把{thing}的钥匙系在绳上，{place}的人只要客气地开口都能借到。",
        ],
        quote: "“春天的时候有人答应我们，每一条船都会登记，每一户人家的话都会有人听，可是直到今天我们还在码头上等着有人来。”渔民代表说。",
        correction: "更正：本文先前的版本写错了码头的名字。",
        furniture: [
            &[
                "码头来信每周六个清晨从我们的厨房桌上出发，捎上潮汐、天气和一个好故事，九千位街坊就着第一杯茶把它读完。",
                "星期日的版面走得慢一些：一条长路、一道家常菜、一张旧照片，钟声敲响以前就送到，想读多久都不收钱。",
            ],
            &["把报纸装进口袋", "小屏幕上也能看见整座镇子", "一点就到家门口"],
            &["上线时刻：2026年{mn}月{day}日 {h}:{m}", "最后修改：2026年{mn}月{day}日{h}时{m}分"],
            &["已有{count}位街坊看过，{small}位写了回信", "看过的人{count}，字条{small}"],
            &["街坊们传看的三件事", "今早码头上还有"],
            &["河边小报，一九一一年起在江上印刷", "排版、印刷与所有：河边小报合作社"],
            &["水上看见怪事？拨打值夜台 555{count}", "值夜台电话：555{count}"],
            &[
                "本页的潮汐时刻由港务所推算，只适用于内港，防波堤以外的情形小报无法保证。",
                "读者来信按原样刊出并署上姓名，信中所言只代表写信的人，与小报的任何一位同事无关。",
            ],
        ],
    },
    Language {
        code: "ar",
        direction: "rtl",
        people: [
            "سلمى حداد",
            "كريم الزين",
            "ليلى منصور",
            "ياسر قاسم",
            "هدى شاهين",
            "نبيل عواد",
            "رنا خليل",
            "فارس بدران",
            "مها درويش",
            "سامي نجار",
        ],
        places: [
            "المرسى",
            "تل الزيتون",
            "رأس الماء",
            "وادي السنديان",
            "البلدة القديمة",
            "جسر الخشب",
            "عين الصخر",
            "كفر النخيل",
            "ميناء الرمل",
            "سهل القمح",
        ],
        things: [
            "العبّارة",
            "مخزن الحبوب",
            "حافلة الليل",
            "الطاحونة القديمة",
            "برج الماء",
            "سقف المدرسة",
            "خط الترام",
            "سوق السمك",
            "المنارة",
            "دار الوثائق",
        ],
        title: "{person} تعود إلى {place} من أجل {thing} في الأسبوع {n}",
        sentences: [
            "أبلغ {person} مجلس {place} أن {thing} لن تصمد شتاءً آخر من دون ترميم.",
            "لم يتوقع أحد في {place} أن يباع {thing} قبل نهاية الصيف.",
            "عُرضت في {place} للمرة الأولى رسوم {thing} التي أعدها {person} في ليالٍ كثيرة.",
            "حين بلغت العاصفة {place} لم يبق سوى {person} للعناية بأمر {thing}.",
            "تُظهر صور قديمة {person} في الطفولة قرب {thing} قبل أن يكون في {place} رصيف.",
            "قال {person} إن فاتورة {thing} تفوق ما تنفقه {place} على حدائقها كلها.",
            "اجتمع الناس في {place} ليسمعوا {person} يقرأ رسائل عُثر عليها داخل {thing}.",
            "منذ إغلاق {thing} يسلك أهل {place} الطريق الطويل ويمشي {person} معهم.",
            "يحتفظ {person} بمفتاح {thing} ويعيره لكل من يطلبه بلطف من أهل {place}.",
        ],
        quote: "«قيل لنا في الربيع إن كل قارب سيُسجل وإن كل عائلة ستجد من يصغي إليها، وما زلنا إلى اليوم ننتظر على الرصيف أن يأتي أحد ويسأل عنا»، قال المتحدث باسم عائلات الصيادين.",
        correction: "تصحيح: ذكرت نسخة سابقة من هذا المقال اسم رصيف آخر.",
        furniture: [
            &[
                "تغادر رسالة الميناء طاولة مطبخنا فجر كل يوم ومعها مواعيد المد وأحوال الطقس وحكاية جميلة واحدة، ويقرؤها تسعة آلاف جار مع قهوتهم الأولى في الصباح.",
                "تسلك صفحات الأحد الطريق البطيء: نزهة طويلة ووصفة من البيت وصورة من الصندوق القديم، تصل قبل أن تدق الأجراس ولمن شاء أن يقرأها ما دام يحبها.",
            ],
            &["احمل الصحيفة في جيبك", "البلدة كلها على شاشة صغيرة", "بلمسة واحدة تصل إلى الرصيف"],
            &["وُضع هنا في {day} يناير 2026 عند {h}:{m}", "آخر لمسة {day} يناير 2026، {h}:{m}"],
            &["مر من هنا {count} من الجيران وكتب {small}", "{count} نظرة حتى الآن و{small} بطاقة"],
            &["ثلاثة أمور تناقلها الجيران", "وعلى الرصيف هذا الصباح"],
            &["صحيفة الرصيف، تُطبع على ضفة النهر منذ 1911", "صف وطباعة وملك: تعاونية صحيفة الرصيف"],
            &["رأيت شيئاً غريباً في الماء؟ كلم مكتب الليل 555 {count}", "مكتب الليل: 555 {count}"],
            &[
                "تحسب دائرة الميناء مواعيد المد في هذه الصفحة وهي تصلح للحوض الداخلي وحده، ولا تعرف الصحيفة كيف تكون وراء كاسر الأمواج.",
                "تُنشر رسائل القراء كما تصل وباسم مرسلها، وما فيها رأي من كتبها وحده ولا يلزم أحداً من العاملين في الصحيفة.",
            ],
        ],
    },
];

/// An article of a simulated site, block by block.
struct Story {
    title: String,
    body: Vec<String>,
    furniture: Vec<String>,
    page: String,
}

fn fill(text: &str, language: &Language, seed: usize, number: usize) -> String {
    let pick = |words: &[&'static str; 10], step: usize| words[(seed * step + seed / 10) % 10];
    text.replace("{person}", pick(&language.people, 1))
        .replace("{place}", pick(&language.places, 3))
        .replace("{thing}", pick(&language.things, 7))
        .replace("{n}", &number.to_string())
}

fn furnish(text: &str, number: usize) -> String {
    let month = ["January", "February", "March", "April"][number % 4];
    text.replace("{day}", &(number % 28 + 1).to_string())
        .replace("{month}", month)
        .replace("{mn}", &(number % 12 + 1).to_string())
        .replace("{h}", &(number % 13 + 10).to_string())
        .replace("{m}", &(number % 49 + 10).to_string())
        .replace("{count}", &(number * 37 + 1000).to_string())
        .replace("{small}", &(number % 80 + 10).to_string())
}

/// Of eight kinds each article has five or six, each in the variant whose turn it is.
fn piece(language: &Language, kind: usize, number: usize) -> Option<String> {
    if (number + kind * 3) % 8 < 2 {
        return None;
    }
    let variants = language.furniture[kind];
    Some(furnish(variants[(number / 2 + kind) % variants.len()], number))
}

fn story(language: &Language, number: usize) -> Story {
    let mut body: Vec<String> = (0..5)
        .map(|paragraph| {
            let sentence = |at: usize| {
                let seed = number * 5 + paragraph * 31 + at * 11;
                fill(language.sentences[(number + paragraph * 2 + at * 4) % 9], language, seed, number)
            };
            let space = if language.code == "zh" { "" } else { " " };
            [sentence(0), sentence(1), sentence(2)].join(space)
        })
        .collect();
    if [30, 33, 36].contains(&number) {
        body.insert(2, language.quote.to_owned());
    }
    if [10, 25, 40].contains(&number) {
        body.push(language.correction.to_owned());
    }
    let kinds: Vec<Option<String>> = (0..8).map(|kind| piece(language, kind, number)).collect();
    // Date above, pitch and app line amid the text, the rest below, as sites do.
    let mut blocks: Vec<String> = Vec::new();
    blocks.extend(kinds[2].clone());
    blocks.extend(body[..2].iter().cloned());
    blocks.extend(kinds[0].clone());
    blocks.push(body[2].clone());
    blocks.extend(kinds[1].clone());
    blocks.extend(body[3..].iter().cloned());
    for kind in [3, 4, 6, 7, 5] {
        blocks.extend(kinds[kind].clone());
    }
    let title = fill(language.title, language, number, number);
    let paragraphs: String = blocks.iter().map(|block| format!("<p>{block}</p>\n")).collect();
    let page = format!(
        "<!doctype html><html lang={} dir={}><head><meta charset=utf-8><title>{title}</title></head><body>\
         <article><h1>{title}</h1>\n{paragraphs}</article></body></html>",
        language.code, language.direction
    );
    Story { title, body, furniture: kinds.into_iter().flatten().collect(), page }
}

fn rss(server: &Server, stories: &[Story]) -> Answer {
    let items: String = (stories.iter().enumerate())
        .map(|(number, story)| {
            let link = server.url(&format!("/{number}.html"));
            format!("<item><title>{}</title><link>{link}</link><guid>{number}</guid></item>", story.title)
        })
        .collect();
    Answer::ok("application/rss+xml", format!("<rss version=\"2.0\"><channel><title>S</title>{items}</channel></rss>"))
}

/// Blocks of all texts that are there: furniture, and body that is missing.
fn count(stories: &[Story], texts: &[String]) -> (usize, usize, Vec<String>) {
    let (mut left, mut all, mut lost) = (0, 0, Vec::new());
    for (story, text) in stories.iter().zip(texts) {
        all += story.furniture.len();
        left += story.furniture.iter().filter(|piece| text.contains(piece.as_str())).count();
        lost.extend(story.body.iter().filter(|paragraph| !text.contains(paragraph.as_str())).cloned());
    }
    (left, all, lost)
}

/// Furniture in the first records of those articles that came in after the first twenty, and how much there was.
fn stored_late(desk: &Desk, stories: &[Story], texts: &[String]) -> (usize, usize) {
    let order = desk.sql(
        "SELECT article_feeds.item_id FROM requests JOIN article_feeds USING (article_id)
         WHERE kind = 'scrape' ORDER BY requests.id",
    );
    let late = order[LEARNED..].iter().map(|row| row[0].parse::<usize>().unwrap());
    late.fold((0, 0), |(left, all), number| {
        let (more, furniture, _) = count(&stories[number..=number], &texts[number..=number]);
        (left + more, all + furniture)
    })
}

#[test]
fn rotating_furniture_is_learned_and_no_sentence_is_lost() {
    std::thread::scope(|scope| {
        for language in &LANGUAGES {
            scope.spawn(|| simulate(language));
        }
    });
}

fn simulate(language: &Language) {
    let stories: Vec<Story> = (0..ARTICLES).map(|number| story(language, number)).collect();
    let server = Server::start();
    server.answer("/feed.xml", rss(&server, &stories));
    for (number, story) in stories.iter().enumerate() {
        server.answer(&format!("/{number}.html"), Answer::ok("text/html; charset=utf-8", story.page.clone()));
    }
    let config = format!("{DEFAULTS}[feed.paper]\nurl = \"{}\"\n", server.url("/feed.xml"));
    let desk = Desk::new(&config);
    fs::write(desk.path("feedmill.toml"), format!("{config}learn = false\n")).unwrap();
    desk.ok(&["fetch"]);
    let texts = |revision: &str| -> Vec<String> {
        let sql = format!(
            "SELECT text FROM revisions AS r WHERE revision = {revision}
             ORDER BY (SELECT cast(item_id AS integer) FROM article_feeds WHERE article_id = r.article_id)"
        );
        desk.sql(&sql).into_iter().map(|mut row| row.remove(0)).collect()
    };
    let newest = "(SELECT max(revision) FROM revisions WHERE article_id = r.article_id)";
    let (without, all, lost) = count(&stories, &texts(newest));
    assert!(lost.is_empty(), "{}: lost without learning: {lost:?}", language.code);

    fs::remove_file(desk.path("feedmill.db")).unwrap();
    for rest in ["feedmill.db-wal", "feedmill.db-shm"] {
        let _ = fs::remove_file(desk.path(rest));
    }
    fs::write(desk.path("feedmill.toml"), config).unwrap();
    let summary = desk.ok(&["fetch"]);
    let (left, _, lost) = count(&stories, &texts(newest));
    let (late, late_all) = stored_late(&desk, &stories, &texts("1"));
    println!(
        "{}: {all} pieces of furniture in {ARTICLES} articles, {without} left without learning, {left} with it \
         ({:.1} % gone); of {late_all} in the articles after the first {LEARNED}, {late} were ever stored; \
         {} of {} paragraphs lost. {summary}",
        language.code,
        100.0 * (all - left) as f64 / all as f64,
        lost.len(),
        stories.iter().map(|story| story.body.len()).sum::<usize>(),
    );
    assert!(without * 2 > all, "{}: the furniture must be the learning's to find", language.code);
    assert!(left * 20 <= all, "{}: {left} of {all} left", language.code);
    assert!(late * 20 <= late_all, "{}: {late} of {late_all} stored late", language.code);
    assert!(lost.is_empty(), "{}: lost {lost:?}", language.code);
    let reasons = desk.sql("SELECT DISTINCT reason FROM revisions ORDER BY reason");
    assert_eq!(reasons, [["new"], ["reextracted"]], "{}", language.code);
}
