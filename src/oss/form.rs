//! The second half of the way of a form: its body tells who asks for what, so that everything is decided here that is
//! decided on the head of other requests.

use bytes::Bytes;
use http::Response;

use super::{Admitted, cloudbox, meaning::check_bucket};
use crate::auth::{Claim, FormPolicy, SignatureVersion};
use crate::error::Refusal;
use crate::journal::{Record, kept};
use crate::op;
use crate::wire::text::lossy;
use crate::wire::{Call, Form, header};

impl Admitted {
    /// Opens the form: the request it stands for, and its file. If it is refused, the answer, and the record is in the
    /// journal.
    pub(super) fn open(mut self, body: &Bytes) -> Result<(Self, Bytes), Response<Bytes>> {
        let Some(mut record) = self.record.take() else {
            // It has one until it is carried out; fail closed.
            let refusal = Refusal::not_emulated("a form that is sent twice");
            return Err(self.oss.envelope(&self.call, &self.looked_up).refusal(&refusal));
        };
        let (form, call) = match self.read_form(body) {
            Ok(read) => read,
            Err(refusal) => return Err(self.oss.turned_away(&self.call, &self.looked_up, record, &refusal)),
        };
        let claim = Claim::read_form(&call, &form);
        let claimed = claim.as_ref().ok().and_then(Option::as_ref);
        record.key = Some(kept(&lossy(call.key())));
        record.access_key_id = claimed.map(|claim| kept(&claim.access_key_id));
        let looked_up = self.oss.look_up_again(&call, claimed, &self.looked_up);
        let mut opened = Self { oss: self.oss.clone(), call, operation: self.operation, looked_up, record: None };
        match opened.decide_form(&form, claim, &mut record) {
            Ok(()) => {
                opened.record = Some(record);
                Ok((opened, form.file.body))
            }
            Err(refusal) => Err(opened.oss.turned_away(&opened.call, &opened.looked_up, record, &refusal)),
        }
    }

    /// The form, and the request it stands for.
    fn read_form(&self, body: &Bytes) -> Result<(Form, Call), Refusal> {
        let body = op::check_form(&self.call, body, self.oss.shared.settings.max_stored)?;
        let form = Form::read(self.call.header(header::CONTENT_TYPE).as_deref(), &body)?;
        let call = Call::of_form(&self.call, &form)?;
        Ok((form, call))
    }

    /// The rooms once more, with what the form says. Its policy comes behind its signature, as nobody else's is looked at.
    fn decide_form(
        &self,
        form: &Form,
        claim: Result<Option<Claim>, Refusal>,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let Self { oss, call, operation, looked_up, .. } = self;
        check_bucket(call, *operation, looked_up)?;
        let claim = claim?;
        oss.identify(call, *operation, claim.as_ref(), looked_up, record)?;
        // The head was asked, of what stood there then.
        cloudbox::check_operation(call, *operation, looked_up)?;
        if let Some((claim, policy)) = claim.as_ref().and_then(|claim| Some((claim, claim.policy.as_ref()?))) {
            let policy = FormPolicy::read(policy, |name| call.ignore_element(name))?;
            let v4 = claim.version == SignatureVersion::V4;
            policy.check(form, call, v4, oss.clients_time(looked_up.now), looked_up.machine)?;
        }
        oss.permit(call, *operation, looked_up, record)
    }
}
