//! The second step of a form: its body names the caller and the object, so the checks that use only the head of other requests
//! are made here.

use bytes::Bytes;
use http::Response;

use super::exchange::{Exchange, Received};
use super::{cloudbox, meaning::check_bucket};
use crate::auth::{Claim, FormPolicy, SignatureVersion};
use crate::error::Refusal;
use crate::journal::kept;
use crate::op;
use crate::wire::text::lossy;
use crate::wire::{Call, Form, header};

impl Exchange {
    /// Opens the form: the exchange continues with the request the form stands for, and its file. If it is refused, returns the
    /// answer; the record is then in the journal.
    pub fn open(&mut self, body: &Bytes) -> Result<Bytes, Response<Bytes>> {
        let (form, call) = self.read_form(body).map_err(|refusal| self.turn_away(&refusal))?;
        let claim = Claim::read_form(&call, &form);
        let claimed = claim.as_ref().ok().and_then(Option::as_ref);
        let record = self.record();
        record.key = Some(kept(&lossy(call.key())));
        record.access_key_id = claimed.map(|claim| kept(&claim.access_key_id));
        self.request = self.oss.look_up_form(call, claimed, &self.request);
        match self.decide_form(&form, claim) {
            Ok(()) => Ok(form.file.body),
            Err(refusal) => Err(self.turn_away(&refusal)),
        }
    }

    /// Reads the form, and the request it stands for.
    fn read_form(&self, body: &Bytes) -> Result<(Form, Box<Call>), Refusal> {
        let call = &self.request.call;
        let body = op::check_form(call, body, self.oss.shared.settings.max_stored)?;
        let form = Form::read(call.header(header::CONTENT_TYPE).as_deref(), &body)?;
        let call = Box::new(Call::of_form(call, &form)?);
        Ok((form, call))
    }

    /// Passes the rooms again with the content of the form. Its policy is checked after its signature, as only a policy of the
    /// signer counts.
    fn decide_form(&mut self, form: &Form, claim: Result<Option<Claim>, Refusal>) -> Result<(), Refusal> {
        check_bucket(&self.request)?;
        let claim = claim?;
        self.identify(claim.as_ref())?;
        // The first check was made before the body came, and the world may have changed since.
        cloudbox::check_operation(&self.request)?;
        let Received { call, arrival, .. } = &*self.request;
        if let Some((claim, policy)) = claim.as_ref().and_then(|claim| Some((claim, claim.policy.as_ref()?))) {
            let policy = FormPolicy::read(policy, |name| call.ignore_element(name))?;
            let v4 = claim.version == SignatureVersion::V4;
            policy.check(form, call, v4, self.oss.clients_time(arrival.now), arrival.machine)?;
        }
        self.permit()
    }
}
