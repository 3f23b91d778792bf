//! The dynamic routes of a manifest as a tree of path segments.
//!
//! At each depth a request segment is compared with the static children, then taken by `[x]`, then
//! by `[...x]`, then by `[[...x]]`: the order of Next.js's sorted list. When a branch leads nowhere
//! the next one is tried, and since every node belongs to one position of the path, no node is
//! visited twice: a find costs at most the size of the tree, whatever the path.

use crate::segments::{ByText, split_first};
use waypost_image::Segment;

type NodeId = usize;

#[derive(Debug, Default)]
struct Node {
    statics: ByText,
    dynamic: Option<NodeId>,
    /// The route that ends here.
    route: Option<usize>,
    /// Routes that take all that follows: `[...x]` at least one segment, `[[...x]]` also none.
    catch_all: Option<usize>,
    optional_catch_all: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
}

impl Trie {
    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }

    /// Of two routes with one shape the first keeps the place; the scan has refused the second.
    pub(crate) fn insert(&mut self, segments: &[Segment], route: usize) {
        let mut at = 0;
        for segment in segments {
            at = match segment {
                Segment::Static(text) => self.static_child(at, text),
                Segment::Dynamic(_) => self.dynamic_child(at),
                Segment::CatchAll(_) => {
                    self.nodes[at].catch_all.get_or_insert(route);
                    return;
                }
                Segment::OptionalCatchAll(_) => {
                    self.nodes[at].optional_catch_all.get_or_insert(route);
                    return;
                }
            };
        }
        self.nodes[at].route.get_or_insert(route);
    }

    fn static_child(&mut self, at: NodeId, text: &str) -> NodeId {
        if let Some(&child) = self.nodes[at].statics.get(text) {
            return child;
        }
        let child = self.add_node();
        let statics = &mut self.nodes[at].statics;
        if let Some(encoded) = crate::matcher::url_spelling(text) {
            statics.insert(encoded.into(), child);
        }
        statics.insert(text.into(), child);
        child
    }

    fn dynamic_child(&mut self, at: NodeId) -> NodeId {
        if let Some(child) = self.nodes[at].dynamic {
            return child;
        }
        let child = self.add_node();
        self.nodes[at].dynamic = Some(child);
        child
    }

    fn add_node(&mut self) -> NodeId {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    /// `rest` is the path after its first slash, `None` when nothing follows. It holds no empty
    /// segment.
    pub(crate) fn find(&self, rest: Option<&str>) -> Option<usize> {
        self.find_below(0, rest)
    }

    fn find_below(&self, at: NodeId, rest: Option<&str>) -> Option<usize> {
        let node = &self.nodes[at];
        let Some(rest) = rest else {
            return node.route.or(node.optional_catch_all);
        };
        let (segment, after) = split_first(rest);
        let by_static = || {
            let child = *node.statics.get(segment)?;
            self.find_below(child, after)
        };
        let by_dynamic = || self.find_below(node.dynamic?, after);
        by_static()
            .or_else(by_dynamic)
            .or(node.catch_all)
            .or(node.optional_catch_all)
    }
}
