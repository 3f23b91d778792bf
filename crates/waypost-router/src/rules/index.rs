//! Which rules of a list may match a path: a trie of the plain segments that sources begin with.
//!
//! A request looks only at the rules whose first segments are its own, and at those that begin with a param; so
//! the number of all others costs nothing, also when they share a base path, a locale or a folder.

use crate::segments::{ByText, split_first};
use std::borrow::Cow;

/// Segments that are looked at: rules that agree in more than these are tested one after the other.
const DEEPEST: usize = 6;
/// Lists that one path meets at most: where the locale is a param, two branches for each further segment.
const MOST_LISTS: usize = 2 * DEEPEST + 1;

/// A segment that a source begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lead {
    /// In lower case.
    Text(String),
    /// One segment, whatever it is.
    Any,
}

#[derive(Debug, Default)]
struct Node {
    texts: ByText,
    any: Option<usize>,
    /// Positions of the rules whose lead ends here, ascending.
    rules: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Index {
    nodes: Vec<Node>,
}

impl Index {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    /// Positions are to be entered in ascending order.
    pub(super) fn insert(&mut self, lead: &[Lead], position: usize) {
        let mut at = 0;
        for (depth, lead) in lead.iter().take(DEEPEST).enumerate() {
            at = match lead {
                Lead::Text(text) => self.text_child(at, text),
                // Deeper down a second branch at each level would be too many.
                Lead::Any if depth == 0 => self.any_child(at),
                Lead::Any => break,
            };
        }
        self.nodes[at].rules.push(position);
    }

    fn text_child(&mut self, at: usize, text: &str) -> usize {
        if let Some(&child) = self.nodes[at].texts.get(text) {
            return child;
        }
        let child = self.add_node();
        self.nodes[at].texts.insert(text.into(), child);
        child
    }

    fn any_child(&mut self, at: usize) -> usize {
        if let Some(child) = self.nodes[at].any {
            return child;
        }
        let child = self.add_node();
        self.nodes[at].any = Some(child);
        child
    }

    fn add_node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    /// Positions of rules worth a test, ascending, from `from` on. Allocates nothing for a path in lower case.
    pub(super) fn candidates(&self, from: usize, path: &str) -> Candidates<'_> {
        let mut found = Candidates {
            lists: [&[]; MOST_LISTS],
            used: 0,
        };
        found.add(&self.nodes[0], from);
        let rest = path.strip_prefix('/').unwrap_or(path);
        let (first, after) = split_first(rest);
        let texts = &self.nodes[0].texts;
        let by_text = (!texts.is_empty())
            .then(|| texts.get(&*folded(first)).copied())
            .flatten();
        for branch in [by_text, self.nodes[0].any].into_iter().flatten() {
            self.walk(branch, after, from, &mut found);
        }
        found
    }

    fn walk<'i>(
        &'i self,
        mut at: usize,
        mut rest: Option<&str>,
        from: usize,
        found: &mut Candidates<'i>,
    ) {
        found.add(&self.nodes[at], from);
        while let Some((segment, after)) = rest.map(split_first) {
            rest = after;
            if self.nodes[at].texts.is_empty() {
                return;
            }
            match self.nodes[at].texts.get(&*folded(segment)) {
                Some(&child) => at = child,
                None => return,
            }
            found.add(&self.nodes[at], from);
        }
    }
}

/// As leads are written.
pub(super) fn folded(segment: &str) -> Cow<'_, str> {
    if segment
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
    {
        return Cow::Owned(segment.to_lowercase());
    }
    Cow::Borrowed(segment)
}

/// The lists that a path meets, merged.
#[derive(Debug)]
pub(super) struct Candidates<'i> {
    lists: [&'i [usize]; MOST_LISTS],
    used: usize,
}

impl<'i> Candidates<'i> {
    fn add(&mut self, node: &'i Node, from: usize) {
        let first = node.rules.partition_point(|position| *position < from);
        let rules = &node.rules[first..];
        if let (false, Some(place)) = (rules.is_empty(), self.lists.get_mut(self.used)) {
            *place = rules;
            self.used += 1;
        }
    }
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let lists = &mut self.lists[..self.used];
        let next = lists
            .iter()
            .filter_map(|list| list.first())
            .min()
            .copied()?;
        for list in lists {
            if list.first() == Some(&next) {
                *list = &list[1..];
            }
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_as_the_path_is_a_candidate() {
        let text = |text: &str| Lead::Text(text.to_owned());
        let mut index = Index::new();
        index.insert(&[text("a")], 0);
        index.insert(&[], 1);
        index.insert(&[text("a"), text("b")], 2);
        index.insert(&[Lead::Any, text("b")], 3);
        index.insert(&[text("c"), Lead::Any, text("d")], 4);
        index.insert(&[Lead::Any], 5);
        let deep: Vec<Lead> = "a/b/c/d/e/f/g/h".split('/').map(text).collect();
        index.insert(&deep, 6);
        let check = |from: usize, path: &str, expected: &[usize]| {
            let found: Vec<usize> = index.candidates(from, path).collect();
            assert_eq!(found, expected, "{path} from {from}");
        };
        check(0, "/", &[1, 5]);
        check(0, "", &[1, 5]);
        check(0, "/A", &[0, 1, 5]);
        check(0, "/a/b", &[0, 1, 2, 3, 5]);
        check(2, "/a/b", &[2, 3, 5]);
        check(0, "/x/b/", &[1, 3, 5]);
        check(0, "/c/x/d", &[1, 4, 5]);
        check(0, "/a/b/c/d/e/f", &[0, 1, 2, 3, 5, 6]);
        check(0, "/a/b/c/d/e/f/x/y/z", &[0, 1, 2, 3, 5, 6]);
        check(6, "/x", &[]);
    }
}
