//! Which entries a fault belongs to: all that reach its module.

use std::collections::{BTreeMap, BTreeSet};

/// The import edges of a module graph.
pub(crate) struct ModuleGraph<'e> {
    imports: BTreeMap<&'e str, Vec<&'e str>>,
}

impl<'e> ModuleGraph<'e> {
    pub(crate) fn new(edges: &'e BTreeSet<(String, String)>) -> Self {
        let mut imports: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (importer, imported) in edges {
            imports.entry(importer).or_default().push(imported);
        }
        Self { imports }
    }

    /// The module itself and everything it imports, also by `import()`.
    pub(crate) fn reach<'m>(&self, module: &'m str) -> BTreeSet<&'m str>
    where
        'e: 'm,
    {
        let mut reached = BTreeSet::from([module]);
        let mut open: Vec<&'m str> = vec![module];
        while let Some(module) = open.pop() {
            for &imported in self.imports.get(module).into_iter().flatten() {
                if reached.insert(imported) {
                    open.push(imported);
                }
            }
        }
        reached
    }
}
