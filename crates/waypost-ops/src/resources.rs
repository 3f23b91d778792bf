//! Native objects that JavaScript holds by id, closed explicitly or by a finaliser.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// The number by which JavaScript names a resource. Never reused within a worker, so a stale id
/// finds nothing instead of somebody else's object.
pub type ResourceId = u32;

/// A native object with an id: a body, a connection, a database.
pub trait Resource: Any {
    /// Called once when JavaScript closes it. Dropping does the rest.
    fn close(self: Rc<Self>) {}
}

/// The table of open resources of one worker.
#[derive(Default)]
pub struct Resources {
    open: RefCell<HashMap<ResourceId, Rc<dyn Resource>>>,
    last: Cell<ResourceId>,
}

impl Resources {
    /// Stores a resource and gives it an id.
    pub fn add<R: Resource>(&self, resource: R) -> ResourceId {
        self.add_rc(Rc::new(resource))
    }

    /// Stores a shared resource and gives it an id.
    pub fn add_rc(&self, resource: Rc<dyn Resource>) -> ResourceId {
        let mut open = self.open.borrow_mut();
        let mut id = self.last.get().wrapping_add(1).max(1);
        while open.contains_key(&id) {
            id = id.wrapping_add(1).max(1);
        }
        self.last.set(id);
        open.insert(id, resource);
        id
    }

    /// The open resource with this id and type.
    pub fn get<R: Resource>(&self, id: ResourceId) -> Option<Rc<R>> {
        let resource: Rc<dyn Any> = Rc::clone(self.open.borrow().get(&id)?) as Rc<dyn Any>;
        resource.downcast().ok()
    }

    /// Takes the resource out of the table without closing it.
    pub fn take<R: Resource>(&self, id: ResourceId) -> Option<Rc<R>> {
        let found = self.get::<R>(id)?;
        self.open.borrow_mut().remove(&id);
        Some(found)
    }

    /// Closes a resource; false when the id names none.
    pub fn close(&self, id: ResourceId) -> bool {
        let Some(resource) = self.open.borrow_mut().remove(&id) else {
            return false;
        };
        resource.close();
        true
    }

    /// How many resources are open: what a leak test watches.
    pub fn len(&self) -> usize {
        self.open.borrow().len()
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open.borrow().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Probe(Rc<Cell<u32>>);
    impl Resource for Probe {
        fn close(self: Rc<Self>) {
            self.0.set(self.0.get() + 1);
        }
    }
    struct Other;
    impl Resource for Other {}

    #[test]
    fn ids_are_typed_and_closed_once() {
        let closed = Rc::new(Cell::new(0));
        let table = Resources::default();
        let id = table.add(Probe(Rc::clone(&closed)));
        assert!(
            table.get::<Other>(id).is_none(),
            "another type finds nothing"
        );
        assert!(table.get::<Probe>(id).is_some());
        assert!(table.close(id));
        assert!(!table.close(id), "a second close finds nothing");
        assert_eq!(closed.get(), 1);
        assert!(table.is_empty());
    }

    #[test]
    fn ids_are_not_reused() {
        let table = Resources::default();
        let first = table.add(Other);
        table.close(first);
        assert_ne!(table.add(Other), first);
    }
}
