//! Promises that were rejected while nobody listened.

use std::cell::RefCell;

use rquickjs::{Ctx, Persistent, Value};

type Kept = Persistent<Value<'static>>;

/// The promises with their reasons, oldest first.
#[derive(Debug, Default)]
pub(super) struct Rejections(RefCell<Vec<(Kept, Kept)>>);

impl Rejections {
    /// Notes that `promise` was rejected, or that somebody listens to it after all.
    pub(super) fn track<'js>(
        &self,
        ctx: &Ctx<'js>,
        promise: Value<'js>,
        reason: Value<'js>,
        is_handled: bool,
    ) {
        let mut open = self.0.borrow_mut();
        if !is_handled {
            open.push((Persistent::save(ctx, promise), Persistent::save(ctx, reason)));
            return;
        }
        open.retain(|(known, _)| known.clone().restore(ctx).is_ok_and(|known| known != promise));
    }

    /// Takes the reason of the oldest rejection that nobody listens to, and forgets the others.
    pub(super) fn take_first<'js>(&self, ctx: &Ctx<'js>) -> Option<Value<'js>> {
        let first = self.0.take().into_iter().next();
        first.and_then(|(_, reason)| reason.restore(ctx).ok())
    }

    /// Forgets all of them.
    pub(super) fn forget(&self) {
        self.0.take();
    }
}
