//! Names in CommonJS modules that the bundler would take twice.
//!
//! Rolldown calls the wrapper of a module `x.cjs` `require_x`. A variable of that name in another CommonJS module would
//! hide it, so rolldown renames the variable to `require_x$1`, without looking whether the module has that name too; and
//! packages that were bundled with rolldown before have both. Their own `require_x$1` is called otherwise before
//! rolldown sees it. Only variables that nothing outside of the module can see are renamed.

use oxc::allocator::GetAllocator;
use oxc::ast::ast::{
    BindingIdentifier, BindingProperty, IdentifierReference, ObjectProperty, Program,
};
use oxc::ast::builder::AstBuilder;
use oxc::ast_visit::{VisitMut, walk_mut};
use oxc::semantic::{Scoping, SymbolId};
use std::collections::HashMap;

const WRAPPER: &str = "require_";

/// Renames the `require_x$1` of a CommonJS module that has a `require_x` as well.
pub(super) fn rename_suffixed<'a>(
    program: &mut Program<'a>,
    scoping: &Scoping,
    builder: &AstBuilder<'a>,
) {
    let names = renamed(scoping);
    if names.is_empty() || program.body.iter().any(|it| it.is_module_declaration()) {
        return;
    }
    let names = names
        .into_iter()
        .map(|(symbol, name)| (symbol, builder.allocator().alloc_str(&name)))
        .collect();
    Renaming { scoping, names }.visit_program(program);
}

/// The new names, by variable.
fn renamed(scoping: &Scoping) -> HashMap<SymbolId, String> {
    let is_taken = |name: &str| scoping.symbol_names().any(|taken| taken == name);
    let own = scoping.iter_bindings_in(scoping.root_scope_id());
    own.filter_map(|symbol| {
        let (plain, number) = scoping.symbol_name(symbol).rsplit_once('$')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        // What is assigned to could stand in a pattern whose property it names.
        let is_constant = scoping.symbol_flags(symbol).is_const_variable();
        if !is_number || !is_constant || !plain.starts_with(WRAPPER) || !is_taken(plain) {
            return None;
        }
        let name = format!("{plain}$own{number}");
        (!is_taken(&name)).then_some((symbol, name))
    })
    .collect()
}

struct Renaming<'r, 'a> {
    scoping: &'r Scoping,
    names: HashMap<SymbolId, &'a str>,
}

impl<'a> Renaming<'_, 'a> {
    fn of_reference(&self, id: &IdentifierReference<'_>) -> Option<&'a str> {
        let reference = self.scoping.get_reference(id.reference_id.get()?);
        self.names.get(&reference.symbol_id()?).copied()
    }
}

impl<'a> VisitMut<'a> for Renaming<'_, 'a> {
    fn visit_binding_identifier(&mut self, id: &mut BindingIdentifier<'a>) {
        if let Some(name) = id.symbol_id.get().and_then(|it| self.names.get(&it)) {
            id.name = (*name).into();
        }
    }

    fn visit_identifier_reference(&mut self, id: &mut IdentifierReference<'a>) {
        if let Some(name) = self.of_reference(id) {
            id.name = name.into();
        }
    }

    fn visit_object_property(&mut self, property: &mut ObjectProperty<'a>) {
        walk_mut::walk_object_property(self, property);
        property.shorthand &= property
            .value
            .get_identifier_reference()
            .is_some_and(|id| property.key.is_specific_static_name(&id.name));
    }

    fn visit_binding_property(&mut self, property: &mut BindingProperty<'a>) {
        walk_mut::walk_binding_property(self, property);
        let name = property.value.get_identifier_name();
        property.shorthand &= name.is_none_or(|name| property.key.is_specific_static_name(&name));
    }
}
