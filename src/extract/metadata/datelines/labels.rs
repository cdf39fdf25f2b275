//! The words that say of a date what it is.

use crate::text::find;

/// What stands before the date of publication, lower case.
pub(super) const PUBLISHED: &[&str] = &[
    "published on",
    "published:",
    "publication date",
    "date published",
    "posted on",
    "released on",
    "release date",
    "veröffentlicht",
    "erschienen am",
    "erschienen:",
    "publié le",
    "mis en ligne le",
    "date de publication",
    "publicado",
    "fecha de publicación",
    "data de publicação",
    "pubblicato",
    "data di pubblicazione",
    "gepubliceerd",
    "geplaatst op",
    "publicerad",
    "publisert",
    "offentliggjort",
    "julkaistu",
    "opublikowano",
    "data publikacji",
    "publikováno",
    "zveřejněno",
    "опубликован",
    "дата публикации",
    "опубліковано",
    "δημοσιεύ",
    "yayınlanma",
    "yayın tarihi",
    "diterbitkan",
    "dipublikasikan",
    "تاريخ النشر",
    "نُشر",
    "تاریخ انتشار",
    "प्रकाशित",
    "发布时间",
    "发布日期",
    "发表时间",
    "發佈時間",
    "發布日期",
    "公開日",
    "掲載日",
    "投稿日",
    "등록일",
    "게시일",
    "입력",
    "ngày đăng",
];

/// What stands before the date of a change, lower case.
const CHANGED: &[&str] = &[
    "updat",
    "modifi",
    "revis",
    "review",
    "aktualisi",
    "geändert",
    "änderung",
    "stand:",
    "stand ",
    "mis à jour",
    "mise à jour",
    "màj",
    "actualiz",
    "atualiz",
    "modific",
    "aggiorna",
    "bijgewerkt",
    "gewijzigd",
    "uppdater",
    "opdater",
    "oppdater",
    "päivitet",
    "muokat",
    "zaktualiz",
    "aktualiz",
    "zmodyf",
    "обновл",
    "измен",
    "оновл",
    "ενημέρω",
    "güncel",
    "diperbarui",
    "تحديث",
    "تعديل",
    "بروزرسانی",
    "अपडेट",
    "更新",
    "修改",
    "수정",
    "업데이트",
    "cập nhật",
];

/// Whether what stands before the first date of a line says that it is the date of a change.
pub(super) fn says_changed(line: &str) -> bool {
    let label = line.split(|c: char| c.is_numeric()).next().unwrap_or_default();
    let label = label.to_lowercase();
    CHANGED.iter().any(|word| find(&label, word).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_page_says_so_before_the_date() {
        for (label, changed) in [
            ("Last updated: ", true),
            ("Zuletzt aktualisiert am ", true),
            ("最終更新 ", true),
            ("Обновлено ", true),
            ("آخر تحديث: ", true),
            ("Published ", false),
            ("Von Jane Doe, ", false),
            ("", false),
        ] {
            assert_eq!(says_changed(&format!("{label}23.11.2026, Stand heute")), changed, "{label}");
        }
    }
}
