//! What a worker serves: the supervisor's orders made into sites, and into images for the VM.

use crate::channel::{self, Assignment, Broken, Conditions, Order};
use anyhow::{Context, Result, bail};
use bytes::Bytes;
use std::path::PathBuf;
use tokio::net::unix::OwnedReadHalf;
use waypost_image::{Image, Manifest, NextVersion};
use waypost_project::{Settings, list_public_files};
use waypost_router::Matcher;
use waypost_runtime::{DevError, RouteLimits, Worker};
use waypost_server::{Failure, Mode, PublicFiles, Site, Target};

pub(super) struct Sites {
    root: PathBuf,
    mode: Mode,
    settings: Settings,
    upstream: Option<Target>,
    worker: Worker,
}

impl Sites {
    pub(super) fn new(conditions: &Conditions, settings: Settings, worker: Worker) -> Result<Self> {
        let mode = if conditions.development {
            Mode::Development
        } else {
            Mode::Production
        };
        let upstream = conditions.upstream.as_deref().map(|text| {
            let target = Target::origin(text);
            target.with_context(|| format!("cannot use the upstream {text:?}"))
        });
        Ok(Self {
            root: conditions.root.clone(),
            mode,
            settings,
            upstream: upstream.transpose()?,
            worker,
        })
    }

    pub(super) fn worker(&self) -> &Worker {
        &self.worker
    }

    /// The site of the first order; `None` when the worker is to end before.
    pub(super) async fn first(&self, orders: &mut OwnedReadHalf) -> Result<Option<Site>> {
        match channel::receive(orders).await? {
            None | Some(Order::Drain { .. }) => Ok(None),
            Some(order) => self.site(order).map(Some),
        }
    }

    pub(super) fn site(&self, order: Order) -> Result<Site> {
        match order {
            Order::Serve(assignment) => self.serve(&assignment),
            Order::Refuse(broken) => Ok(self.refuse(broken)),
            Order::Prepare(_) | Order::Drain { .. } => bail!("this order names nothing to serve"),
        }
    }

    fn serve(&self, assignment: &Assignment) -> Result<Site> {
        let image = Image::open(&assignment.image)?;
        let site = self.of_manifest(image.manifest());
        let errors: Vec<DevError> = assignment
            .broken_routes
            .iter()
            .map(|broken| DevError {
                route: broken.route,
                message: broken.message.clone(),
            })
            .collect();
        let limits = self.route_limits(image.manifest());
        self.worker.use_image(image, limits, &errors)?;
        Ok(site)
    }

    fn route_limits(&self, manifest: &Manifest) -> Vec<RouteLimits> {
        let routes = manifest.routes.iter();
        let limits = routes.map(|route| {
            let limits = self
                .settings
                .route_limits(&route.page, route.config.max_duration);
            RouteLimits {
                whole_body: usize::try_from(limits.max_body).unwrap_or(usize::MAX),
                max_duration: limits.max_duration,
            }
        });
        limits.collect()
    }

    fn of_manifest(&self, manifest: &Manifest) -> Site {
        Site {
            public: self.public_files(),
            upstream: self.upstream.clone(),
            ..Site::new(Matcher::new(manifest), manifest.next_version, self.mode)
        }
    }

    fn public_files(&self) -> PublicFiles {
        if self.mode == Mode::Development {
            return PublicFiles::on_disk(self.root.join("public"));
        }
        // What is wrong with them, the build has said.
        let (files, _) = list_public_files(&self.root);
        PublicFiles::listed(files.into_iter().map(|file| (file.url, file.path)))
    }

    fn refuse(&self, broken: Broken) -> Site {
        let matcher = Matcher::from_routes(&[]);
        Site {
            failure: Some(Failure {
                html: Bytes::from(broken.html),
                json: Bytes::from(broken.json),
            }),
            ..Site::new(matcher, NextVersion::NEWEST, self.mode)
        }
    }
}
