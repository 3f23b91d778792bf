//! What a worker serves: the supervisor's orders made into sites, and into images for the VM.

use crate::BUILD;
use crate::channel::{self, Assignment, Broken, Conditions, Order};
use crate::terminal;
use anyhow::{Context, Result, anyhow, bail};
use bytes::Bytes;
use std::cell::{LazyCell, OnceCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use tokio::net::unix::OwnedReadHalf;
use waypost_cache::{Cache, Place};
use waypost_image::{Image, Manifest, NextVersion, RouteKind, ServeConfig};
use waypost_project::{Settings, list_public_files};
use waypost_router::{Matcher, TrailingSlash};
use waypost_runtime::{DevError, RouteLimits, Worker};
use waypost_server::{Failure, KeptAnswers, Mode, PublicFiles, Routing, Site, Target};

/// The data cache, opened when it is first needed.
type LazyCache = LazyCell<Arc<Cache>, Box<dyn FnOnce() -> Arc<Cache>>>;

pub(super) struct Sites {
    root: PathBuf,
    mode: Mode,
    settings: Settings,
    upstream: Option<Target>,
    worker: Worker,
    cache: OnceCell<Rc<LazyCache>>,
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
            cache: OnceCell::new(),
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
        let image = Arc::new(Image::open(&assignment.image)?);
        self.open_cache(image.manifest());
        let site = self.of_image(&image)?;
        let errors: Vec<DevError> = assignment
            .broken_routes
            .iter()
            .map(|broken| DevError {
                route: broken.route,
                html: broken.answer.html.clone(),
                json: broken.answer.json.clone(),
            })
            .collect();
        let limits = self.route_limits(image.manifest());
        self.worker
            .use_module_cache(assignment.image.join("modules"), BUILD);
        self.worker.use_image(image, limits, &errors)?;
        Ok(site)
    }

    /// In `dev` one cache outlives all builds, as in Next.js.
    fn open_cache(&self, manifest: &Manifest) {
        if self.cache.get().is_some() {
            return;
        }
        let build = match self.mode {
            Mode::Development => "development",
            Mode::Production => &manifest.build_id,
        };
        let place = Place::new(&self.root, build);
        let limit = self.settings.limits.data_cache;
        let open = move || Arc::new(Cache::open(&place, limit, terminal::warn));
        let cache: Rc<LazyCache> = Rc::new(LazyCell::new(Box::new(open)));
        let same = Rc::clone(&cache);
        self.worker.use_cache(move || Arc::clone(&same));
        // It was empty a moment ago.
        let _ = self.cache.set(cache);
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

    fn of_image(&self, image: &Arc<Image>) -> Result<Site> {
        let manifest = image.manifest();
        let matcher = Matcher::new(manifest);
        let routing = Routing::of(manifest).map_err(|faults| {
            let faults = faults.iter().map(ToString::to_string);
            anyhow!("next.config: {}", faults.collect::<Vec<_>>().join("; "))
        })?;
        Ok(Site {
            public: self.public_files(),
            routing,
            trailing_slash: trailing_slash(&manifest.config),
            powered_by: manifest.config.powered_by_header,
            etags: manifest.config.generate_etags,
            compress: manifest.config.compress,
            has_pages: (manifest.routes.iter()).any(|route| route.kind == RouteKind::PagesApi),
            kept: self.kept_answers(image, &matcher),
            revalidate_secret: manifest.preview.id.clone(),
            upstream: self.upstream.clone(),
            ..Site::new(matcher, manifest.next_version, self.mode)
        })
    }

    fn kept_answers(&self, image: &Arc<Image>, matcher: &Matcher) -> Option<KeptAnswers> {
        let cache = Rc::clone(self.cache.get()?);
        let files = Arc::clone(image);
        let read = move |file: &str| {
            let text = match files.file(file) {
                Ok(text) => text,
                Err(error) => {
                    terminal::warn(&format!("an answer of the app image is lost: {error}"));
                    return None;
                }
            };
            serde_json::from_str(&text).ok()
        };
        let open = move || Arc::clone(&cache);
        KeptAnswers::of(image.manifest(), matcher, open, Arc::new(read))
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

fn trailing_slash(config: &ServeConfig) -> TrailingSlash {
    if config.skip_trailing_slash_redirect {
        TrailingSlash::Keep
    } else if config.trailing_slash {
        TrailingSlash::Add
    } else {
        TrailingSlash::Remove
    }
}
