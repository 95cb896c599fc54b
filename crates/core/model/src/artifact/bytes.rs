//! Numbers as little-endian bytes, and back with every bound checked.

use super::ModelFileError;

#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn u16(&mut self, number: u16) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn u32(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn u64(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn f32(&mut self, number: f32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn f64(&mut self, number: f64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// How many of something follow.
    pub(super) fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).unwrap_or(u32::MAX));
    }

    pub(super) fn f32s(&mut self, numbers: &[f32]) {
        self.count(numbers.len());
        for number in numbers {
            self.f32(*number);
        }
    }
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], ModelFileError> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or_else(|| ModelFileError::wrong("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], ModelFileError> {
        let mut array = [0; COUNT];
        array.copy_from_slice(self.take(COUNT)?);
        Ok(array)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ModelFileError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ModelFileError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, ModelFileError> {
        self.array().map(u64::from_le_bytes)
    }

    /// Whether this number comes next; it is not taken.
    pub(super) fn is_next(&self, number: u32) -> bool {
        self.0.starts_with(&number.to_le_bytes())
    }

    pub(super) fn f32(&mut self) -> Result<f32, ModelFileError> {
        self.array().map(f32::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Result<f64, ModelFileError> {
        self.array().map(f64::from_le_bytes)
    }

    /// How many of something follow that take so many bytes each at least; more than can be there is refused before
    /// memory is reserved for it.
    pub(super) fn count(&mut self, bytes_each: usize) -> Result<usize, ModelFileError> {
        let count = self.u32()? as usize;
        if count.saturating_mul(bytes_each) > self.0.len() {
            return Err(ModelFileError::wrong("it ends too early"));
        }
        Ok(count)
    }

    pub(super) fn f32s(&mut self) -> Result<Vec<f32>, ModelFileError> {
        let count = self.count(4)?;
        (0..count).map(|_| self.f32()).collect()
    }
}
