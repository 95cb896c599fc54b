//! Whether a stream can be decoded to its end. Checksums are asked for where a filter has one.

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_interpret::hayro_syntax::object::{Name, Object, Stream};

/// Filters of images. Their decoders answer for themselves when the image is read.
const IMAGE_FILTERS: [&str; 6] = ["JPXDecode", "JBIG2Decode", "CCITTFaxDecode", "CCF", "DCTDecode", "DCT"];
/// How a JPEG ends.
const END_OF_JPEG: [u8; 2] = [0xff, 0xd9];

/// Whether the stream is there from beginning to end.
pub(super) fn is_whole(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let filters: Vec<String> = match dict
        .get::<Object<'_>>(b"Filter")
        .or_else(|| dict.get::<Object<'_>>(b"F"))
    {
        None => Vec::new(),
        Some(Object::Name(name)) => vec![name.as_str().to_owned()],
        Some(Object::Array(names)) => names.iter::<Name<'_>>().map(|name| name.as_str().to_owned()).collect(),
        // A file outside the document.
        Some(_) => return false,
    };
    let names: Vec<&str> = filters.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => true,
        // Nothing, said to be nothing: the content of an empty page.
        ["FlateDecode" | "Fl"] if dict.get::<u32>(b"Length") == Some(0) && stream.raw_data().is_empty() => {
            true
        }
        ["FlateDecode" | "Fl"] => inflates(&stream.raw_data()),
        ["DCTDecode" | "DCT"] => stream.raw_data().windows(2).any(|pair| pair == END_OF_JPEG),
        [.., last] if IMAGE_FILTERS.contains(last) => true,
        _ => stream.decoded_data().is_ok(),
    }
}

/// Whether zlib data ends where it says it does, with the checksum that it says it has. Viewers ignore a wrong
/// checksum; here it is the only witness of a changed byte.
fn inflates(data: &[u8]) -> bool {
    let mut inflater = Decompress::new(true);
    let mut output = [0_u8; 32 * 1024];
    loop {
        let consumed = inflater.total_in() as usize;
        let before = inflater.total_out();
        match inflater.decompress(&data[consumed..], &mut output, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if inflater.total_out() == before && inflater.total_in() as usize == consumed => {
                return false;
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_changed_byte_is_seen_by_the_checksum() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
        encoder.write_all(b"BT (Jane Roe, 12 Elm Street) Tj ET").expect("memory can be written");
        let mut data = encoder.finish().expect("memory can be written");
        assert!(inflates(&data));
        assert!(inflates(&[data.as_slice(), b"\r\n"].concat()));
        assert!(!inflates(&data[..data.len() - 1]));
        assert!(!inflates(&[]));
        let middle = data.len() / 2;
        data[middle] ^= 1;
        assert!(!inflates(&data));
    }
}
