//! The tree of every page is the one that html5ever's own tokenizer gives.

use super::super::arena::{Builder, Node, NodeId, Tree};
use super::super::limits;
use super::super::tree::{Step, Walk};
use super::Wanted;
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use proptest::prelude::*;

/// A tree builder that isn't told of comments.
struct WithoutComments(TreeBuilder<NodeId, Builder>);

impl TokenSink for WithoutComments {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        match token {
            Token::CommentToken(_) | Token::ParseError(_) => TokenSinkResult::Continue,
            token => self.0.process_token(token, line_number),
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn by_html5ever(html: &str) -> Tree {
    let sink = WithoutComments(TreeBuilder::new(Builder::new(0), TreeBuilderOpts::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.sink.finish()
}

/// The tree in one line: names with their attributes and what is in them.
fn written(tree: &Tree) -> String {
    let mut out = String::new();
    for step in Walk::new(tree.root()) {
        match step {
            Step::Open(node) => write_node(node, &mut out),
            Step::Close(_) => out.push(')'),
        }
    }
    out
}

fn write_node(node: Node<'_>, out: &mut String) {
    out.push('(');
    if let Some(text) = node.text() {
        out.push_str(&format!("{text:?}", text = &**text));
    } else if let Some(element) = node.element() {
        out.push_str(&format!("{}:{}", &*element.name.ns, &*element.name.local));
        for attribute in element.attributes {
            out.push_str(&format!(" {}={:?}", &*attribute.name.local, &*attribute.value));
        }
    }
}

fn assert_same(html: &str) {
    assert_eq!(written(&limits::parse(html, Wanted::All).tree), written(&by_html5ever(html)), "{html:?}");
}

#[test]
fn every_corner_of_the_standard() {
    for html in [
        "",
        "\u{feff}<p>x",
        "<!DOCTYPE html><title>A &amp; B</title><p class=a id='b' title=\"c\">x",
        // Quirks let a table stand inside a paragraph.
        "<!doctype html public \"-//W3C//DTD HTML 3.2//EN\"><p><table>",
        "<!DOCTYPE html SYSTEM \"about:legacy-compat\"><p><table>",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"x\"><p><table>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN'><p><table>",
        "<!DOCTYPE html PUBLIC \"><p><table>",
        "<!DOCTYPE html bogus><p><table>",
        "<!DOCTYPE><p><table>",
        "<!DOCTYPE html",
        // Comments, none of which is in the tree.
        "a<!-- x -->b<!-->c<!--->d<!---->e<!-- a--!>f<!-- a--!-->g<!-- <!-- -->h<!-- a -- b --->i<!x>j<?x?>k</ x>l<!--",
        // Tags.
        "<p/><br/ ><a/b/c=d>x</a e=f></A\n><DIV A=B a=c =d ==e f= g= >h>",
        "<p a=\"x>y\"b='z'c>t<p d='",
        "<p a",
        "<p a=",
        "<p a=b",
        "a<b",
        "<",
        "</",
        "</>x",
        "a < b <1> <é>",
        "<é a=b>x</é><o-é>y",
        "<p \"a'<b=`c<d>x",
        // References.
        "&amp;&AMP&ampx&notit;&notin;&NotEqualTilde;&nope;&;& &#x41;&#65&#0;&#128;&#x110000;&#xD800;&#;&#x;&#xg;&#13;&a",
        "<p title='&amp=1&ampx=2&amp;=3&copy=4&copy;&lang=en&notin;&#39;&'>",
        // White space.
        "<pre>\n\nx\r\ny\rz</pre><textarea>\r\n a\r\nb</textarea><p a='x\r\ny'>\r\nx",
        // Raw texts.
        "<title>a</titl>&lt;b<b></TITLE >c<style>a</style x>b<xmp><b>&amp;</xmp><textarea></textarea/>",
        "<title>never closed &amp; <b>",
        "<title>a</title",
        "<title>a</title b",
        "<noscript><p>x</noscript><iframe></p></iframe><plaintext>a</plaintext>&amp;\r\n",
        // Scripts.
        "<script>a<b</script>c",
        "<script>a<!--<script>b</script>c--></script>d",
        "<script><!--x</script>y",
        "<script><!--<script></script>--></script>y",
        "<script><!--<script -->x</script>y",
        "<script><!--><script>x</script>y",
        "<script><!---><script>x</script>y",
        "<script><!--<scripts>x</script>y",
        "<script><!-- - -- <script/</SCRIPT</script\t --x</script>y",
        "<script><!--<script></script></script>y",
        // Namespaces.
        "<svg><![CDATA[a]]b]]>c<p>d</svg><![CDATA[e]]><math><mi>x</mi><annotation-xml encoding='text/html'><p>y",
        "<svg viewBox=1 xlink:href=x><title>a<b>c</title><script>d<e</script></svg>",
        "<svg><![CDATA[never closed",
        // Zero bytes.
        "a\0b<p\0q c\0d=e\0f>g</p><title>h\0</title><svg>i\0<![CDATA[j\0]]></svg><script>k\0</script>",
        // What tree builders mend.
        "<table>a<tr>b<td>c</table>d<b><i>e</b>f</i><a>g<a>h<form><form><p><div><li><li></p>",
        "<html a=b><body c=d><html a=e f=g><body h=i><template><td>x</template><select><option>a<option>b",
        "<font a=1><font a=2><font a=3><font a=4><p>x",
    ] {
        assert_same(html);
    }
}

#[test]
fn what_nobody_asks_for_is_passed_over() {
    let html = "<p class=a data-x=b onclick=c><a href=d data-x=e>x";
    let known = written(&limits::parse(html, Wanted::Known).tree);
    // Formatting elements are told apart by all that they have.
    assert!(
        known.ends_with("p class=\"a\"(http://www.w3.org/1999/xhtml:a href=\"d\" data-x=\"e\"(\"x\"))))))"),
        "{known}"
    );
}

proptest! {
    #[test]
    fn any_soup(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        assert_same(&pieces.concat());
    }
}

const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "!",
    "-",
    "--",
    "<!--",
    "-->",
    "=",
    "\"",
    "'",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "&",
    ";",
    "#",
    "&amp",
    "&not",
    "&#x",
    "65",
    "in",
    "a",
    "b=c",
    "é",
    "中",
    "<p>",
    "</p>",
    "<p",
    "<a href=",
    "<b>",
    "</b>",
    "<div ",
    "<script>",
    "</script>",
    "<script",
    "</script",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<![CDATA[",
    "]]>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<textarea>",
    "</textarea>",
    "<!DOCTYPE",
    " html",
    "public",
    "<pre>",
    "<plaintext>",
    "<template>",
    "</template>",
    "<select>",
    "<option>",
    "<li>",
    "<br/>",
    "<?",
    "<math>",
    "<mi>",
];
