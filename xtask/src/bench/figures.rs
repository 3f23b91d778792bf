//! What was measured, and how several rounds become one figure.

use super::contender::Ready;
use super::load::Request;

/// One measurement of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) per_second: f64,
    pub(super) per_cpu_second: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

/// All that one server showed.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) name: &'static str,
    pub(super) version: String,
    /// Per request in the order of `Request::ALL`, then per round; none where it failed.
    pub(super) samples: [Vec<Option<Sample>>; Request::ALL.len()],
    /// In MB.
    pub(super) idle: Vec<f64>,
    pub(super) after: Vec<f64>,
    /// In milliseconds.
    pub(super) starts: Vec<f64>,
}

/// The middle of several values, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Figures {
    /// Of a server that has shown nothing yet.
    pub(super) fn of(server: &Ready) -> Self {
        Self {
            name: server.name,
            version: server.version.clone(),
            ..Self::default()
        }
    }

    /// Marks as failed what the first `rounds` did not bring.
    pub(super) fn fill(&mut self, rounds: usize) {
        for samples in &mut self.samples {
            samples.resize(rounds.max(samples.len()), None);
        }
    }

    /// The rounds of a request.
    pub(super) fn rounds(&self, request: Request) -> &[Option<Sample>] {
        &self.samples[request as usize]
    }

    pub(super) fn push(&mut self, request: Request, sample: Option<Sample>) {
        self.samples[request as usize].push(sample);
    }

    /// One field over all rounds.
    pub(super) fn spread(
        &self,
        request: Request,
        field: impl Fn(&Sample) -> f64,
    ) -> Option<Spread> {
        Spread::of(self.rounds(request).iter().flatten().map(field))
    }
}

impl Spread {
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let (&least, &most) = (values.first()?, values.last()?);
        let upper = values.len() / 2;
        let lower = (values.len() - 1) / 2;
        Some(Self {
            median: f64::midpoint(values[lower], values[upper]),
            least,
            most,
        })
    }
}

/// How often the first does what the second does, per second of server CPU: the quotient of the
/// medians, and the least and the most of the quotients round by round.
pub(super) fn ratio(first: (&Figures, Request), second: (&Figures, Request)) -> Option<Spread> {
    let per_cpu = |sample: &Sample| sample.per_cpu_second;
    let rounds = first
        .0
        .rounds(first.1)
        .iter()
        .zip(second.0.rounds(second.1));
    let quotients = rounds.filter_map(|(a, b)| Some(per_cpu(a.as_ref()?) / per_cpu(b.as_ref()?)));
    let median =
        first.0.spread(first.1, per_cpu)?.median / second.0.spread(second.1, per_cpu)?.median;
    let Spread { least, most, .. } = Spread::of(quotients)?;
    Some(Spread {
        median,
        least,
        most,
    })
}

#[cfg(test)]
mod tests {
    use super::{Figures, Sample, Spread, ratio};
    use crate::bench::load::Request;

    fn figures(rounds: &[Option<f64>]) -> Figures {
        let mut figures = Figures::default();
        for round in rounds {
            let sample = round.map(|per_cpu_second| Sample {
                per_second: 1.0,
                per_cpu_second,
                p50_ms: 1.0,
                p99_ms: 1.0,
            });
            figures.push(Request::Post, sample);
        }
        figures
    }

    #[test]
    fn the_median_is_the_middle() {
        let spread = |values: &[f64]| Spread::of(values.iter().copied());
        let expected = |median, least, most| {
            Some(Spread {
                median,
                least,
                most,
            })
        };
        assert_eq!(spread(&[3.0, 1.0, 2.0]), expected(2.0, 1.0, 3.0));
        assert_eq!(spread(&[4.0, 1.0]), expected(2.5, 1.0, 4.0));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn rounds_are_compared_with_each_other() {
        let first = figures(&[Some(10.0), None, Some(30.0)]);
        let second = figures(&[Some(10.0), Some(1.0), Some(10.0)]);
        let found = ratio((&first, Request::Post), (&second, Request::Post)).unwrap();
        assert_eq!((found.median, found.least, found.most), (2.0, 1.0, 3.0));
        assert_eq!(ratio((&first, Request::Get), (&second, Request::Get)), None);
    }
}
