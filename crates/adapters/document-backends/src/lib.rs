//! Who may be asked about documents besides our own reader and finder: Amazon Comprehend, Amazon Textract and a GLiNER
//! model that the user has. All are off unless they are chosen, all stand behind the same interfaces, and all run
//! outside the child that reads the document, which has neither network nor credentials.

mod call;
mod choice;
mod comprehend;
mod logged;
#[cfg(feature = "gliner")]
mod names;
mod textract;

use std::sync::Arc;

use aws_config::SdkConfig;
use document_sandbox::{Outside, PictureReader};
use pii::backends::{Backend, Finder};
use thiserror::Error;

use call::Caller;
pub use choice::{BackendChoice, NoBackend};
use comprehend::Comprehend;
use logged::Logged;
use textract::Textract;

/// Why a chosen backend can't be asked.
#[derive(Debug, Error)]
pub enum BackendError {
    /// It was chosen twice, or in two roles.
    #[error("{0} is chosen twice")]
    Twice(Backend),
    /// Calls can't be made.
    #[error("calls to AWS can't be made")]
    Calls(#[source] std::io::Error),
    /// The program was built without what runs models.
    #[error("this program was built without GLiNER: build it with the feature `gliner`")]
    WithoutGliner,
    /// The model can't be loaded.
    #[cfg(feature = "gliner")]
    #[error("the GLiNER model can't be loaded")]
    Model(#[from] gliner::ModelError),
}

/// Whether any of these is a service of AWS, so that it takes a region and credentials.
pub fn need_aws(choices: &[BackendChoice]) -> bool {
    choices.iter().any(|choice| !matches!(choice, BackendChoice::Gliner(_)))
}

/// Makes ready whoever is chosen.
pub fn connect(choices: &[BackendChoice], sdk: &SdkConfig) -> Result<Outside, BackendError> {
    let mut outside = Outside::default();
    for choice in choices {
        match choice {
            BackendChoice::Comprehend => {
                let calls = Caller::new().map_err(BackendError::Calls)?;
                add(&mut outside, Arc::new(Logged(Comprehend::new(sdk, calls))))?;
            }
            BackendChoice::Textract(role) => {
                let calls = Caller::new().map_err(BackendError::Calls)?;
                let reader: Arc<dyn PictureReader> = Arc::new(Logged(Textract::new(sdk, calls)));
                if outside.reader.replace((reader, *role)).is_some() {
                    return Err(BackendError::Twice(Backend::Textract));
                }
            }
            #[cfg(feature = "gliner")]
            BackendChoice::Gliner(folder) => {
                add(&mut outside, Arc::new(Logged(names::Model::load(folder)?)))?;
            }
            #[cfg(not(feature = "gliner"))]
            BackendChoice::Gliner(_) => return Err(BackendError::WithoutGliner),
        }
    }
    Ok(outside)
}

fn add(outside: &mut Outside, finder: Arc<dyn Finder + Send + Sync>) -> Result<(), BackendError> {
    let backend = finder.backend();
    if outside.finders.iter().any(|known| known.backend() == backend) {
        return Err(BackendError::Twice(backend));
    }
    outside.finders.push(finder);
    Ok(())
}
