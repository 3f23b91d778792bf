//! Reads an expression: the part of JavaScript's syntax that paths need. Everything else is left to another engine.
//!
//! https://tc39.es/ecma262/#sec-patterns

use super::super::js_regex::Case;
use super::set::Set;

/// Groups inside of groups.
const DEEPEST: usize = 20;
/// Of `{n,m}`.
const MOST_TIMES: u32 = 1000;

#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    /// Capturing groups.
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
}

#[derive(Debug)]
pub(super) enum Node {
    Literal(u8),
    Class(Set),
    Start,
    End,
    /// A capturing group and its number, from 1.
    Group(usize, Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        body: Box<Node>,
        times: Times,
    },
    Look {
        negative: bool,
        body: Box<Node>,
    },
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) least: u32,
    /// `None`: without end.
    pub(super) most: Option<u32>,
    pub(super) greedy: bool,
}

/// `None` for what is not known here, errors included, and for what does not begin with `^`.
pub(super) fn parse(source: &str, case: Case) -> Option<Tree> {
    if !source.is_ascii() {
        return None;
    }
    let mut parser = Parser {
        bytes: source.as_bytes(),
        at: 0,
        case,
        depth: 0,
        groups: 0,
        names: Vec::new(),
    };
    let root = parser.alternatives()?;
    let is_anchored = match &root {
        Node::Sequence(nodes) => matches!(nodes.first(), Some(Node::Start)),
        _ => false,
    };
    (parser.at == source.len() && is_anchored).then_some(Tree {
        root,
        groups: parser.groups,
        names: parser.names,
    })
}

struct Parser<'s> {
    bytes: &'s [u8],
    at: usize,
    case: Case,
    depth: usize,
    groups: usize,
    names: Vec<(String, usize)>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.bytes[self.at..].starts_with(text.as_bytes());
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    /// Up to the end or a parenthesis that closes.
    fn alternatives(&mut self) -> Option<Node> {
        let mut all = vec![self.sequence()?];
        while self.eat("|") {
            all.push(self.sequence()?);
        }
        Some(if all.len() == 1 {
            all.remove(0)
        } else {
            Node::Alternatives(all)
        })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|byte| !b"|)".contains(&byte)) {
            let groups = self.groups;
            let node = self.atom()?;
            nodes.push(self.repeated(node, self.groups > groups)?);
        }
        Some(Node::Sequence(nodes))
    }

    fn atom(&mut self) -> Option<Node> {
        Some(match self.next()? {
            b'^' => Node::Start,
            b'$' => Node::End,
            b'.' => Node::Class(Set::dot()),
            b'(' => return self.group(),
            b'[' => Node::Class(self.class()?),
            b'\\' => match self.escape()? {
                Escaped::Byte(byte) => Node::Literal(byte),
                Escaped::Set(set) => Node::Class(set),
            },
            b'*' | b'+' | b'?' | b'{' | b'}' | b']' => return None,
            other => Node::Literal(other),
        })
    }

    fn group(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let node = if self.eat("?:") {
            self.closed()?
        } else if self.eat("?=") {
            self.look(false)?
        } else if self.eat("?!") {
            self.look(true)?
        } else if self.eat("?<") {
            let name = self.name()?;
            self.names.push((name, self.groups + 1));
            self.capturing()?
        } else if self.peek() == Some(b'?') {
            return None;
        } else {
            self.capturing()?
        };
        self.depth -= 1;
        Some(node)
    }

    fn closed(&mut self) -> Option<Node> {
        let inner = self.alternatives()?;
        self.eat(")").then_some(inner)
    }

    fn capturing(&mut self) -> Option<Node> {
        self.groups += 1;
        let number = self.groups;
        Some(Node::Group(number, Box::new(self.closed()?)))
    }

    fn look(&mut self, negative: bool) -> Option<Node> {
        let groups = self.groups;
        let body = Box::new(self.closed()?);
        // What such a group holds afterwards is a rule of its own.
        (self.groups == groups).then_some(Node::Look { negative, body })
    }

    /// Up to `>`. Names that are twice there are an error, look-behind is none of these.
    fn name(&mut self) -> Option<String> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'>')?;
        let name = std::str::from_utf8(&rest[..length]).ok()?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| Set::word().may_begin(byte));
        if !is_name || self.names.iter().any(|(known, _)| known == name) {
            return None;
        }
        self.at += length + 1;
        Some(name.to_owned())
    }

    fn repeated(&mut self, body: Node, has_groups: bool) -> Option<Node> {
        let Some(times) = self.times()? else {
            return Some(body);
        };
        // Groups forget what they held in an earlier round, and rounds without a character do not count.
        let repeats = times.most.is_none_or(|most| most > 1);
        if (has_groups && repeats) || body.may_be_empty() {
            return None;
        }
        let body = Box::new(body);
        Some(Node::Repeat { body, times })
    }

    /// The outer `None` is a fault.
    #[expect(clippy::option_option, reason = "of a fault and of no quantifier")]
    fn times(&mut self) -> Option<Option<Times>> {
        let (least, most) = match self.peek() {
            Some(b'*') => (0, None),
            Some(b'+') => (1, None),
            Some(b'?') => (0, Some(1)),
            Some(b'{') => return self.counted().map(Some),
            _ => return Some(None),
        };
        self.at += 1;
        Some(Some(self.greedy(least, most)))
    }

    fn counted(&mut self) -> Option<Times> {
        self.at += 1;
        let least = self.number()?;
        let most = if !self.eat(",") {
            Some(least)
        } else if self.peek() == Some(b'}') {
            None
        } else {
            Some(self.number()?)
        };
        let is_range = most.is_none_or(|most| most >= least && most > 0);
        (self.eat("}") && is_range).then(|| self.greedy(least, most))
    }

    fn greedy(&mut self, least: u32, most: Option<u32>) -> Times {
        let greedy = !self.eat("?");
        Times {
            least,
            most,
            greedy,
        }
    }

    fn number(&mut self) -> Option<u32> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number: u32 = std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?;
        self.at += length;
        (number <= MOST_TIMES).then_some(number)
    }

    fn escape(&mut self) -> Option<Escaped> {
        Some(match self.next()? {
            b'd' => Escaped::Set(Set::digits()),
            b'D' => Escaped::Set(Set::digits().complement()),
            b'w' => Escaped::Set(Set::word()),
            b'W' => Escaped::Set(Set::word().complement()),
            byte if byte.is_ascii_punctuation() => Escaped::Byte(byte),
            _ => return None,
        })
    }

    /// Behind the bracket.
    fn class(&mut self) -> Option<Set> {
        let negative = self.eat("^");
        let mut set = Set::default();
        loop {
            let first = match self.next()? {
                b']' => break,
                b'\\' => self.escape()?,
                other => Escaped::Byte(other),
            };
            let rest = &self.bytes[self.at..];
            if !matches!(rest, [b'-', last, ..] if *last != b']') {
                set = set.union(first.set());
                continue;
            }
            self.at += 1;
            let last = match self.next()? {
                b'\\' => self.escape()?,
                other => Escaped::Byte(other),
            };
            let (Escaped::Byte(first), Escaped::Byte(last)) = (first, last) else {
                return None;
            };
            if first > last {
                return None;
            }
            set = set.union(Set::of(first..=last));
        }
        let set = set.folded(self.case);
        Some(if negative { set.complement() } else { set })
    }
}

enum Escaped {
    Byte(u8),
    Set(Set),
}

impl Escaped {
    fn set(&self) -> Set {
        match self {
            Self::Byte(byte) => Set::of([*byte]),
            Self::Set(set) => *set,
        }
    }
}

impl Node {
    pub(super) fn may_be_empty(&self) -> bool {
        match self {
            Self::Literal(_) | Self::Class(_) => false,
            Self::Start | Self::End | Self::Look { .. } => true,
            Self::Group(_, body) => body.may_be_empty(),
            Self::Sequence(nodes) => nodes.iter().all(Self::may_be_empty),
            Self::Alternatives(nodes) => nodes.iter().any(Self::may_be_empty),
            Self::Repeat { body, times } => times.least == 0 || body.may_be_empty(),
        }
    }
}
