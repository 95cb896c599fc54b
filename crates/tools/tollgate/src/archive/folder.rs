//! A folder with objects of the archive, as `aws s3 sync` copies them.

use std::fs;
use std::io::{self, ErrorKind};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use aws_io::CallError;
use aws_io::decision_archive::{ArchiveObject, ArchiveReader, ArchiveWriter};
use fraud::Day;

/// The folder that stands for the bucket: `decisions/day=YYYY-MM-DD/…` lies in it.
pub(crate) struct FolderArchive(PathBuf);

impl FolderArchive {
    pub(crate) fn new(path: &str) -> FolderArchive {
        FolderArchive(PathBuf::from(path))
    }

    /// All files of the days' folders.
    fn objects(&self) -> io::Result<Vec<ArchiveObject>> {
        let mut objects = Vec::new();
        for day in entries(&self.0.join("decisions"))? {
            if !day.is_dir() {
                continue;
            }
            for file in entries(&day)? {
                let name = file.strip_prefix(&self.0).unwrap_or(&file).to_string_lossy().replace('\\', "/");
                objects.extend(ArchiveObject::of(&name, fs::metadata(&file)?.len()));
            }
        }
        objects.sort();
        Ok(objects)
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    fs::read_dir(folder).map_err(named)?.map(|entry| Ok(entry?.path())).collect()
}

impl ArchiveReader for FolderArchive {
    async fn list(&self, days: RangeInclusive<Day>) -> Result<Vec<ArchiveObject>, CallError> {
        let objects = self.objects().map_err(|error| CallError::new("reading the folder", error))?;
        Ok(objects.into_iter().filter(|object| days.contains(&object.day)).collect())
    }

    async fn fetch(&self, object: &ArchiveObject) -> Result<Option<Vec<u8>>, CallError> {
        match fs::read(self.0.join(&object.name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(CallError::new("reading a file of the archive", error)),
        }
    }
}

impl ArchiveWriter for FolderArchive {
    async fn put_new(&self, day: Day, file: &str, bytes: Vec<u8>) -> Result<bool, CallError> {
        let path = self.0.join(ArchiveObject::name(day, file));
        let failed = |error| CallError::new("writing a file of the archive", error);
        if path.exists() {
            return Ok(false);
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.0)).map_err(failed)?;
        // Beside its place first, so that nobody finds half a file there.
        let beside = path.with_extension("part");
        fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &path)).map_err(failed)?;
        Ok(true)
    }
}
