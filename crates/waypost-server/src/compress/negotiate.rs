//! Which encoding a client wants, by its `Accept-Encoding`.
//! <https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3>
//!
//! Among those with the highest weight the one that is named first wins, except that gzip comes
//! before deflate, as in the reference.

use super::Coding;

/// What of `Accept-Encoding` counts: weights in thousandths, and the order of the names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    gzip: Option<Weight>,
    deflate: Option<Weight>,
    identity: Option<Weight>,
    others: Option<Weight>,
    count: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weight {
    thousandths: u16,
    position: u16,
    is_named: bool,
}

impl Accepted {
    /// Adds a header line.
    pub(crate) fn add(&mut self, line: &[u8]) {
        for item in line.split(|byte| *byte == b',') {
            self.count = self.count.saturating_add(1);
            self.item(item);
        }
    }

    fn item(&mut self, item: &[u8]) {
        let mut parts = item.split(|byte| *byte == b';');
        let name = parts.next().unwrap_or_default().trim_ascii();
        let mut thousandths = 1000;
        for part in parts {
            if let [b'q' | b'Q', b'=', weight @ ..] = part.trim_ascii() {
                thousandths = parse(weight);
            }
        }
        let (slot, is_named) = if name.eq_ignore_ascii_case(b"gzip") {
            (&mut self.gzip, true)
        } else if name.eq_ignore_ascii_case(b"deflate") {
            (&mut self.deflate, true)
        } else if name.eq_ignore_ascii_case(b"identity") {
            (&mut self.identity, true)
        } else if name == b"*" {
            (&mut self.others, false)
        } else {
            return;
        };
        // The last of a name counts.
        *slot = Some(Weight {
            thousandths,
            position: self.count,
            is_named,
        });
    }

    /// The encoding for an answer; `None`: it is sent as it is.
    pub(crate) fn coding(self) -> Option<Coding> {
        let gzip = usable(self.gzip.or(self.others));
        let deflate = usable(self.deflate.or(self.others));
        if gzip.is_none() && deflate.is_none() {
            return None;
        }
        let identity = match self.identity.or(self.others) {
            Some(weight) => usable(Some(weight)),
            // It is acceptable unless forbidden, behind all that is named.
            None => Some(Weight {
                thousandths: self.lowest(),
                position: u16::MAX,
                is_named: true,
            }),
        };
        if let Some(gzip) = gzip
            && identity.is_none_or(|identity| comes_first(gzip, identity))
        {
            return Some(Coding::Gzip);
        }
        let deflate = deflate.filter(|_| gzip.is_none())?;
        identity
            .is_none_or(|identity| comes_first(deflate, identity))
            .then_some(Coding::Deflate)
    }

    fn lowest(self) -> u16 {
        let named = [self.gzip, self.deflate].into_iter().flatten();
        named.map(|weight| weight.thousandths).min().unwrap_or(1000)
    }
}

fn usable(weight: Option<Weight>) -> Option<Weight> {
    weight.filter(|weight| weight.thousandths > 0)
}

fn comes_first(one: Weight, other: Weight) -> bool {
    let key = |weight: Weight| {
        (
            u16::MAX - weight.thousandths,
            !weight.is_named,
            weight.position,
        )
    };
    key(one) <= key(other)
}

/// `0.25`; what is no weight counts as 0.
fn parse(text: &[u8]) -> u16 {
    let value = str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    value.map_or(0, |value| (value.clamp(0.0, 1.0) * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_both_know() {
        let check = |line: &str, expected| {
            let mut accepted = Accepted::default();
            accepted.add(line.as_bytes());
            assert_eq!(accepted.coding(), expected, "{line:?}");
        };
        let (gzip, deflate) = (Some(Coding::Gzip), Some(Coding::Deflate));
        assert_eq!(Accepted::default().coding(), None);
        check("", None);
        check("gzip", gzip);
        check("GZIP ; Q=0.5", gzip);
        check("gzip, deflate, br", gzip);
        check("deflate, gzip", gzip);
        check("deflate;q=1, gzip;q=0.5", gzip);
        check("deflate", deflate);
        check("br", None);
        check("*", gzip);
        check("gzip;q=0", None);
        check("gzip;q=0, deflate", deflate);
        check("identity, gzip", None);
        check("identity;q=0.5, gzip", gzip);
        check("identity, gzip;q=0.5", None);
        check("*;q=0, gzip", gzip);
        check("gzip;q=x", None);
        check("gzip;q=0.0001", None);
    }
}
