//! Hashes and message authentication codes under way, for `node:crypto`.

use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

/// The digests that one script has begun, by number.
#[derive(Debug, Default)]
pub(super) struct Digests {
    begun: Vec<Vec<u8>>,
}

impl Digests {
    /// The most digests one script may begin, and the most bytes each may take in.
    const BEGUN_MAX: usize = 100_000;
    const BYTES_MAX: usize = 64 * 1024 * 1024;

    /// Begins a digest and returns its number; none where there are too many.
    pub(super) fn begin(&mut self) -> Option<usize> {
        if self.begun.len() >= Self::BEGUN_MAX {
            return None;
        }
        self.begun.push(Vec::new());
        Some(self.begun.len() - 1)
    }

    /// Adds bytes; says whether they fit.
    pub(super) fn update(&mut self, number: usize, bytes: &[u8]) -> bool {
        let Some(taken) = self.begun.get_mut(number) else { return false };
        if taken.len() + bytes.len() > Self::BYTES_MAX {
            return false;
        }
        taken.extend_from_slice(bytes);
        true
    }

    /// Ends the digest and returns it.
    pub(super) fn finish(&mut self, number: usize, algorithm: Algorithm) -> Vec<u8> {
        let bytes = self.begun.get_mut(number).map(std::mem::take).unwrap_or_default();
        algorithm.digest(&bytes)
    }

    /// Ends the message authentication code under `key` and returns it.
    pub(super) fn finish_keyed(
        &mut self,
        number: usize,
        algorithm: Algorithm,
        key: &[u8],
    ) -> Vec<u8> {
        let bytes = self.begun.get_mut(number).map(std::mem::take).unwrap_or_default();
        algorithm.authenticate(key, &bytes)
    }
}

/// A hash function of the SHA-2 family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// Finds the function by one of the names that OpenSSL knows it under.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "sha224" | "sha-224" | "sha2-224" | "rsa-sha224" => Some(Self::Sha224),
            "sha256" | "sha-256" | "sha2-256" | "rsa-sha256" => Some(Self::Sha256),
            "sha384" | "sha-384" | "sha2-384" | "rsa-sha384" => Some(Self::Sha384),
            "sha512" | "sha-512" | "sha2-512" | "rsa-sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha224 => Sha224::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    const fn block_bytes(self) -> usize {
        match self {
            Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
        }
    }

    /// Computes HMAC (RFC 2104): the key, padded to a block, is mixed in before and after.
    fn authenticate(self, key: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut block =
            if key.len() > self.block_bytes() { self.digest(key) } else { key.to_vec() };
        block.resize(self.block_bytes(), 0);
        let padded = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
        let inner = self.digest(&[padded(0x36), bytes.to_vec()].concat());
        self.digest(&[padded(0x5c), inner].concat())
    }
}

/// Spells bytes as two hexadecimal digits each.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyed_digest_is_that_of_rfc_4231() {
        let short = Algorithm::Sha256.authenticate(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = Algorithm::Sha512
            .authenticate(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(&long)[..32], *"80b24263c7c1a3ebb71493c1dd7be8b4");
    }

    #[test]
    fn only_names_of_the_sha_2_family_are_known() {
        assert_eq!(Algorithm::named("SHA256"), Some(Algorithm::Sha256));
        assert_eq!(Algorithm::named("md5"), None);
    }
}
