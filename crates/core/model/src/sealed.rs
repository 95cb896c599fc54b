//! Files with a seal: what kind of file it is at the start, a checksum over everything at the end. A bit that flipped
//! anywhere is found before anything else is read.

use sha2::{Digest, Sha256};
use thiserror::Error;

const CHECKSUM_BYTES: usize = 32;

/// Why a file is refused.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum SealError {
    /// It starts like another kind of file.
    #[error("this is not such a file: it starts with other bytes")]
    Foreign,
    /// Bytes changed, or are missing.
    #[error("the file is damaged: its checksum is another one")]
    Damaged,
    /// It was sealed like this, and still can't be read.
    #[error("the file can't be read: {0}")]
    Form(String),
}

pub(crate) fn seal(kind: &[u8; 8], body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(kind.len() + body.len() + CHECKSUM_BYTES);
    bytes.extend_from_slice(kind);
    bytes.extend_from_slice(body);
    let checksum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

/// What was sealed. The kind's bytes are looked at first: what is no such file at all is not called damaged.
pub(crate) fn open<'a>(kind: &[u8; 8], bytes: &'a [u8]) -> Result<&'a [u8], SealError> {
    if !bytes.starts_with(kind) {
        return Err(SealError::Foreign);
    }
    let Some(end) = bytes.len().checked_sub(CHECKSUM_BYTES).filter(|end| *end >= kind.len()) else {
        return Err(SealError::Damaged);
    };
    let (sealed, checksum) = bytes.split_at(end);
    if Sha256::digest(sealed).as_slice() != checksum {
        return Err(SealError::Damaged);
    }
    Ok(&sealed[kind.len()..])
}
