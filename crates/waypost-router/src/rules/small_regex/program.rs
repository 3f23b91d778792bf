//! A tree as steps, each with what the next character decides.

use super::super::js_regex::Case;
use super::run::MOST_GROUPS;
use super::set::Set;
use super::syntax::{Node, Times, Tree};

/// Steps of one program.
const MOST_STEPS: usize = 2000;

#[derive(Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) case: Case,
}

#[derive(Debug)]
pub(super) enum Step {
    Text(Box<[u8]>),
    One(Set),
    Many(Box<Many>),
    /// One of two ways, the nearer one first.
    Fork(Box<Fork>),
    Jump(usize),
    /// The position becomes an end of a group.
    Save(usize),
    Start,
    End,
    /// The steps that follow are to lead to `Done`, or not to; then it goes on behind them.
    Look {
        negative: bool,
        after: usize,
    },
    Done,
}

#[derive(Debug)]
pub(super) struct Many {
    pub(super) set: Set,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) manner: Manner,
    /// What comes behind.
    pub(super) follow: First,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Greedy,
    Lazy,
    /// What comes behind cannot stand earlier.
    All,
}

#[derive(Debug)]
pub(super) struct Fork {
    pub(super) near: Way,
    pub(super) far: Way,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) to: usize,
    pub(super) first: First,
}

/// What a part of an expression may begin with.
#[derive(Debug, Clone, Copy)]
pub(super) struct First {
    set: Set,
    /// The end of the text.
    end: bool,
}

impl First {
    fn anything() -> Self {
        Self {
            set: Set::all(),
            end: true,
        }
    }

    fn of(set: Set) -> Self {
        Self { set, end: false }
    }

    fn or(self, other: Self) -> Self {
        Self {
            set: self.set.union(other.set),
            end: self.end || other.end,
        }
    }

    /// Whether it may be at this place.
    pub(super) fn allows(&self, text: &[u8], at: usize) -> bool {
        text.get(at)
            .map_or(self.end, |byte| self.set.may_begin(*byte))
    }
}

impl Program {
    /// `None` when it would become too large.
    pub(super) fn new(tree: &Tree, case: Case) -> Option<Self> {
        if tree.groups >= MOST_GROUPS {
            return None;
        }
        let mut compiler = Compiler {
            case,
            steps: Vec::new(),
        };
        compiler.node(&tree.root, First::anything())?;
        compiler.push(Step::Done)?;
        Some(Self {
            steps: compiler.steps,
            case,
        })
    }
}

struct Compiler {
    case: Case,
    steps: Vec<Step>,
}

impl Compiler {
    fn push(&mut self, step: Step) -> Option<usize> {
        let at = self.steps.len();
        self.steps.push(step);
        (at < MOST_STEPS).then_some(at)
    }

    /// `follow` is what may come behind.
    fn node(&mut self, node: &Node, follow: First) -> Option<()> {
        match node {
            Node::Literal(byte) => self.push(Step::Text([*byte].into()))?,
            Node::Class(set) => self.push(Step::One(*set))?,
            Node::Start => self.push(Step::Start)?,
            Node::End => self.push(Step::End)?,
            Node::Group(number, body) => {
                self.push(Step::Save(2 * number))?;
                self.node(body, follow)?;
                self.push(Step::Save(2 * number + 1))?
            }
            Node::Sequence(nodes) => return self.sequence(nodes, follow),
            Node::Alternatives(nodes) => return self.alternatives(nodes, follow),
            Node::Repeat { body, times } => return self.repeat(body, *times, follow),
            Node::Look { negative, body } => {
                let (negative, after) = (*negative, 0);
                let look = self.push(Step::Look { negative, after })?;
                self.node(body, First::anything())?;
                let after = self.push(Step::Done)? + 1;
                self.steps[look] = Step::Look { negative, after };
                look
            }
        };
        Some(())
    }

    fn sequence(&mut self, nodes: &[Node], follow: First) -> Option<()> {
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let literals = nodes[at..].iter().map_while(|node| match node {
                Node::Literal(byte) => Some(*byte),
                _ => None,
            });
            let text: Box<[u8]> = literals.collect();
            if text.is_empty() {
                at += 1;
                self.node(node, self.first_of_all(&nodes[at..], follow))?;
            } else {
                at += text.len();
                self.push(Step::Text(text))?;
            }
        }
        Some(())
    }

    fn alternatives(&mut self, nodes: &[Node], follow: First) -> Option<()> {
        let Some((last, others)) = nodes.split_last() else {
            return Some(());
        };
        // What the alternatives from each one on may begin with.
        let mut rest = First::of(Set::default());
        let mut firsts: Vec<(First, First)> = Vec::with_capacity(nodes.len());
        for node in nodes.iter().rev() {
            let own = self.first(node, follow);
            firsts.push((own, rest));
            rest = rest.or(own);
        }
        let mut jumps = Vec::new();
        for (node, (own, rest)) in others.iter().zip(firsts.into_iter().rev()) {
            let fork = self.push(Step::Done)?;
            self.node(node, follow)?;
            jumps.push(self.push(Step::Done)?);
            let near = Way {
                to: fork + 1,
                first: own,
            };
            let far = Way {
                to: self.steps.len(),
                first: rest,
            };
            self.steps[fork] = Step::Fork(Box::new(Fork { near, far }));
        }
        self.node(last, follow)?;
        let end = self.steps.len();
        for jump in jumps {
            self.steps[jump] = Step::Jump(end);
        }
        Some(())
    }

    fn repeat(&mut self, body: &Node, times: Times, follow: First) -> Option<()> {
        if let Some(set) = self.single(body) {
            self.many(set, times, follow)?;
            return Some(());
        }
        // A round may be followed by another one. It is never empty, so what it begins with is its own.
        let first = self.first(body, follow);
        let between = first.or(follow);
        for _ in 0..times.least {
            self.node(body, between)?;
        }
        let Some(most) = times.most else {
            let fork = self.push(Step::Done)?;
            self.node(body, between)?;
            self.push(Step::Jump(fork))?;
            self.fork(fork, first, follow, times.greedy, self.steps.len());
            return Some(());
        };
        let mut forks = Vec::new();
        for _ in times.least..most {
            forks.push(self.push(Step::Done)?);
            self.node(body, between)?;
        }
        let end = self.steps.len();
        for fork in forks {
            self.fork(fork, first, follow, times.greedy, end);
        }
        Some(())
    }

    /// Into the body behind the fork, or to `out`.
    fn fork(&mut self, at: usize, body: First, follow: First, greedy: bool, out: usize) {
        let into = Way {
            to: at + 1,
            first: body,
        };
        let out = Way {
            to: out,
            first: follow,
        };
        let (near, far) = if greedy { (into, out) } else { (out, into) };
        self.steps[at] = Step::Fork(Box::new(Fork { near, far }));
    }

    fn many(&mut self, set: Set, times: Times, follow: First) -> Option<usize> {
        let manner = if set.is_disjoint(follow.set) {
            Manner::All
        } else if times.greedy {
            Manner::Greedy
        } else {
            Manner::Lazy
        };
        let most = times.most.map_or(usize::MAX, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        });
        self.push(Step::Many(Box::new(Many {
            set,
            least: usize::try_from(times.least).ok()?,
            most,
            manner,
            follow,
        })))
    }

    /// The set of a part that is one character.
    fn single(&self, node: &Node) -> Option<Set> {
        match node {
            Node::Literal(byte) => Some(Set::of([*byte]).folded(self.case)),
            Node::Class(set) => Some(*set),
            Node::Sequence(nodes) => match nodes.as_slice() {
                [one] => self.single(one),
                _ => None,
            },
            _ => None,
        }
    }

    fn first(&self, node: &Node, follow: First) -> First {
        match node {
            Node::Literal(byte) => First::of(Set::of([*byte]).folded(self.case)),
            Node::Class(set) => First::of(*set),
            Node::Start | Node::Look { .. } => follow,
            Node::End => First {
                set: Set::default(),
                end: true,
            },
            Node::Group(_, body) => self.first(body, follow),
            Node::Sequence(nodes) => self.first_of_all(nodes, follow),
            Node::Alternatives(nodes) => {
                let none = First::of(Set::default());
                nodes
                    .iter()
                    .fold(none, |all, node| all.or(self.first(node, follow)))
            }
            Node::Repeat { body, times } => {
                let first = self.first(body, follow);
                if times.least == 0 {
                    first.or(follow)
                } else {
                    first
                }
            }
        }
    }

    fn first_of_all(&self, nodes: &[Node], follow: First) -> First {
        // Nothing behind a character counts.
        let counts = nodes
            .iter()
            .position(|node| !node.may_be_empty())
            .map_or(nodes.len(), |at| at + 1);
        let nodes = nodes[..counts].iter().rev();
        nodes.fold(follow, |follow, node| self.first(node, follow))
    }
}
