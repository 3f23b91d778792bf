//! `has` and `missing`: what a request carries besides its path.

use super::js_regex::{Case, JsRegex, TooManySteps};
use super::{At, PatternError, RuleParams};
use crate::ParamValue;
use std::borrow::Cow;
use waypost_image::{Condition, ConditionKind};

/// The request that rules look at.
pub trait Subject {
    /// Values of a header, joined by `, `; the name is in lower case.
    fn header(&self, name: &str) -> Option<Cow<'_, str>>;
    /// The first cookie of this name, decoded.
    fn cookie(&self, name: &str) -> Option<String>;
}

#[derive(Debug)]
pub(super) struct Conditions {
    has: Vec<Test>,
    missing: Vec<Test>,
}

#[derive(Debug)]
struct Test {
    kind: ConditionKind,
    key: String,
    /// Params by this name when there is no `value`.
    param: String,
    value: Option<JsRegex>,
}

impl Conditions {
    pub(super) fn new(has: &[Condition], missing: &[Condition]) -> Result<Self, PatternError> {
        let compile = |list: &[Condition]| list.iter().map(Test::new).collect::<Result<_, _>>();
        Ok(Self {
            has: compile(has)?,
            missing: compile(missing)?,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.has.is_empty() && self.missing.is_empty()
    }

    /// Adds the params that conditions give; false when they are not met.
    pub(super) fn are_met<'c>(
        &'c self,
        at: At<'_>,
        subject: &dyn Subject,
        params: &mut RuleParams<'c>,
    ) -> Result<bool, TooManySteps> {
        for test in &self.has {
            if !test.passes(at, subject, params)? {
                return Ok(false);
            }
        }
        let mut unused = Vec::new();
        for test in &self.missing {
            if test.passes(at, subject, &mut unused)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Test {
    fn new(condition: &Condition) -> Result<Self, PatternError> {
        let key = condition.key.clone().unwrap_or_default();
        let key = match condition.kind {
            ConditionKind::Header => key.to_ascii_lowercase(),
            _ => key,
        };
        let value = condition.value.as_deref().filter(|value| !value.is_empty());
        let whole = value.map(|value| JsRegex::new(&format!("^{value}$"), Case::Sensitive));
        Ok(Self {
            kind: condition.kind,
            param: key.chars().filter(char::is_ascii_alphabetic).collect(),
            key,
            value: whole.transpose()?,
        })
    }

    fn passes<'c>(
        &'c self,
        at: At<'_>,
        subject: &dyn Subject,
        params: &mut RuleParams<'c>,
    ) -> Result<bool, TooManySteps> {
        let Some(value) = self.value_in(at, subject) else {
            return Ok(false);
        };
        let Some(regex) = &self.value else {
            if !self.param.is_empty() {
                params.push((&self.param, value));
            }
            return Ok(true);
        };
        let text = match &value {
            ParamValue::One(text) => text.as_str(),
            ParamValue::Many(texts) => texts.last().map_or("", String::as_str),
        };
        let Some(found) = regex.captures(text)? else {
            return Ok(false);
        };
        let names = regex.names();
        for (name, group) in &names {
            if let Some(text) = found.get(*group) {
                params.push((name, ParamValue::One(text.to_owned())));
            }
        }
        if names.is_empty() && self.kind == ConditionKind::Host {
            params.push(("host", ParamValue::One(text.to_owned())));
        }
        Ok(true)
    }

    /// An empty value counts as none.
    fn value_in(&self, at: At<'_>, subject: &dyn Subject) -> Option<ParamValue> {
        let one = |text: Option<Cow<'_, str>>| Some(ParamValue::One(text?.into_owned()));
        let value = match self.kind {
            ConditionKind::Header => one(subject.header(&self.key)),
            ConditionKind::Cookie => subject.cookie(&self.key).map(ParamValue::One),
            ConditionKind::Query => at.query.get(&self.key).cloned(),
            ConditionKind::Host => subject.header("host").map(|host| {
                let name = host.split(':').next().unwrap_or_default();
                ParamValue::One(name.to_lowercase())
            }),
        };
        value.filter(|value| *value != ParamValue::One(String::new()))
    }
}
